package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.conformance.workload.Defect;
import io.duolog.record.Compression;
import io.duolog.record.InvalidBatchException;
import io.duolog.record.RecordBatchLayout;
import io.duolog.record.TransactionMarker;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.UnsupportedFormatException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is refused before anything is written (A2), and that it leaves no trace. */
public abstract class BatchValidationContract extends StorageContract {
  /** For subclasses. */
  protected BatchValidationContract() {}

  @ParameterizedTest
  @EnumSource
  @Rule({"A2.reject", "A2.trace", "A4.rejected"})
  protected void a2_aDefectiveBatchIsRejectedWithoutATrace(Defect defect) {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "defects", 0);
    append(log, Batches.text("before"));
    LogOffsets offsets = log.offsets();
    ByteBuffer bytes = Contents.bytes(log);
    AtomicInteger events = new AtomicInteger();
    engine.subscribe(counting(events));
    CountedCompletion completion = new CountedCompletion();
    refuses(defect, () -> log.append(buffers.of(defect.batch(1)), AppendOptions.BUFFERED, completion));
    refuses(defect, () -> append(log, defect.batch(2)));
    assertEquals(0, completion.told(), "the completion was told although the call threw");
    assertEquals(offsets.logEnd(), log.offsets().logEnd());
    assertEquals(bytes, Contents.bytes(log));
    assertEquals(0, events.get(), "events of rejected appends");
    assertEquals(1, append(log, Batches.text("behind")), "the next append");
  }

  /** A batch is the caller's mistake, except that older message formats are merely not supported. */
  private static void refuses(Defect defect, Executable append) {
    RuntimeException refusal = assertThrows(RuntimeException.class, append);
    boolean isUnsupported = defect == Defect.OLD_MAGIC && refusal instanceof UnsupportedFormatException;
    assertTrue(isUnsupported || refusal instanceof IllegalArgumentException, refusal::toString);
  }

  private static EngineEvents counting(AtomicInteger events) {
    return new EngineEvents() {
      @Override
      public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
        if (offsets.logEnd() > 1) {
          events.incrementAndGet();
        }
      }
    };
  }

  @Test
  @Rule("A2.reject")
  protected void a2_aBatchOfTheLimitIsTakenAndALargerOneRefused() {
    PartitionLog log = create(open(), "limit", 0);
    int overhead = Batches.random(1, 5_000, 1).remaining() - 5_000;
    int largest = (int) MAX_BATCH_BYTES - overhead;
    while (Batches.random(1, largest, 1).remaining() > MAX_BATCH_BYTES) {
      largest--;
    }
    ByteBuffer fits = Batches.random(1, largest, 1);
    ByteBuffer isLarger = Batches.random(1, largest + (int) (MAX_BATCH_BYTES - fits.remaining()) + 1, 1);
    assertEquals(0, append(log, fits));
    InvalidBatchException refused = assertThrows(InvalidBatchException.class, () -> append(log, isLarger));
    assertEquals(InvalidBatchException.Reason.TOO_LARGE, refused.reason());
    assertEquals(1, log.offsets().logEnd());
  }

  @Test
  @Rule("A2.compressed")
  protected void a2_compressedBatchesPassThroughUntouched() {
    PartitionLog log = create(open(), "compressed", 0);
    ByteBuffer gzip = Batches.random(5, 300, 3, Compression.GZIP);
    ByteBuffer opaque = Batches.opaque(4, 4);
    assertEquals(0, append(log, gzip.duplicate()));
    assertEquals(5, append(log, opaque.duplicate()));
    int epoch = RecordBatchLayout.NO_LEADER_EPOCH;
    RecordBatchLayout.stamp(gzip, 0, 0, epoch);
    RecordBatchLayout.stamp(opaque, 0, 5, epoch);
    ByteBuffer expected = ByteBuffer.allocate(gzip.remaining() + opaque.remaining()).put(gzip).put(opaque).flip();
    assertEquals(expected, Contents.bytes(log));
  }

  @Test
  @Rule({"A10.client", "A2.reject"})
  protected void a10_aClientsControlBatchIsRefused() {
    PartitionLog log = create(open(), "control", 0);
    TransactionMarker marker = new TransactionMarker(TransactionMarker.Type.ABORT, 1);
    ByteBuffer batch = marker.toBatch(9, (short) 0, Batches.EPOCH_MILLIS);
    InvalidBatchException refused = assertThrows(InvalidBatchException.class, () -> append(log, batch));
    assertEquals(InvalidBatchException.Reason.CONTROL, refused.reason());
    assertEquals(0, log.offsets().logEnd());
  }
}
