package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.record.Compression;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.TimestampQuery;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Offsets by time (L1). */
public abstract class OffsetLookupContract extends StorageContract {
  private static final int BATCHES = 600;
  private static final int RECORDS = 4;
  private static final long T0 = Batches.EPOCH_MILLIS;

  /** For subclasses. */
  protected OffsetLookupContract() {}

  @Test
  @Rule("L1.ends")
  protected void l1_earliestAndLatest() {
    PartitionLog log = create(open(), "ends", 0);
    assertEquals(0, offsetOf(log, new TimestampQuery.Earliest()));
    assertEquals(0, offsetOf(log, new TimestampQuery.Latest()));
    assertEquals(Optional.empty(), log.lookup(new TimestampQuery.AtOrAfter(0)));
    assertEquals(Optional.empty(), log.lookup(new TimestampQuery.MaxTimestamp()));
    append(log, Batches.random(9, 20, 1));
    assertEquals(0, offsetOf(log, new TimestampQuery.Earliest()));
    assertEquals(9, offsetOf(log, new TimestampQuery.Latest()));
  }

  private static long offsetOf(PartitionLog log, TimestampQuery query) {
    return log.lookup(query).orElseThrow().offset();
  }

  @Test
  @Rule("L1.time")
  protected void l1_theFirstRecordAtOrAfterATime() {
    requireExact(create(open(), "ascending", 0), ascending(), Compression.NONE);
  }

  @Test
  @Rule("L1.time")
  protected void l1_timestampsOutOfOrderAreExactToo() {
    SplittableRandom random = new SplittableRandom(5);
    long[] times = LongStream.range(0, BATCHES * RECORDS).map(i -> T0 + i + random.nextLong(400)).toArray();
    requireExact(create(open(), "disorder", 0), times, Compression.NONE);
  }

  @Test
  @Rule("L1.compressed")
  protected void l1_compressedBatchesAreExactToo() {
    requireExact(create(open(), "gzip", 0), ascending(), Compression.GZIP);
  }

  private static long[] ascending() {
    return LongStream.range(0, BATCHES * RECORDS).map(i -> T0 + i * 3).toArray();
  }

  private void requireExact(PartitionLog log, long[] times, Compression compression) {
    for (int first = 0; first < times.length; first += RECORDS) {
      long[] ofBatch = LongStream.of(times).skip(first).limit(RECORDS).toArray();
      append(log, Batches.timed(compression, ofBatch));
    }
    long last = LongStream.of(times).max().orElseThrow();
    for (long asked = T0 - 5; asked <= last + 1; asked += 17) {
      Optional<OffsetAndTimestamp> found = log.lookup(new TimestampQuery.AtOrAfter(asked));
      int expected = firstAtOrAfter(times, asked);
      assertEquals(expected, found.map(OffsetAndTimestamp::offset).orElse(-1L), "first record at or after " + asked);
      if (expected >= 0) {
        assertEquals(times[expected], found.orElseThrow().timestampMillis());
      }
    }
  }

  private static int firstAtOrAfter(long[] times, long asked) {
    for (int i = 0; i < times.length; i++) {
      if (times[i] >= asked) {
        return i;
      }
    }
    return -1;
  }

  @Test
  @Rule("L1.largest")
  protected void l1_theFirstRecordWithTheLargestTimestamp() {
    PartitionLog log = create(open(), "largest", 0);
    append(log, Batches.timed(Compression.NONE, T0, T0 + 50, T0 + 900, T0 + 3));
    assertEquals(2, offsetOf(log, new TimestampQuery.MaxTimestamp()));
    for (int i = 0; i < 300; i++) {
      append(log, Batches.timed(Compression.NONE, T0 + i, T0 + 900, T0 + 1));
    }
    OffsetAndTimestamp largest = log.lookup(new TimestampQuery.MaxTimestamp()).orElseThrow();
    assertEquals(2, largest.offset(), "the first of equals");
    assertEquals(T0 + 900, largest.timestampMillis());
    append(log, Batches.timed(Compression.NONE, T0 + 901));
    assertEquals(904, offsetOf(log, new TimestampQuery.MaxTimestamp()));
  }
}
