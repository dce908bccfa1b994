package io.duolog.conformance.workload;

import io.duolog.record.Compression;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.record.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Makes record batches. Stateless; every batch is a new heap buffer that belongs to the caller. */
public final class Batches {
  /** Timestamp of the first record of a batch unless a test says otherwise. */
  public static final long EPOCH_MILLIS = 1_700_000_000_000L;

  private static final byte ZSTD_ID = 4;

  private Batches() {}

  /** A batch of one record with this text as its value. */
  public static ByteBuffer text(String value) {
    return new RecordBatchBuilder()
        .append(EPOCH_MILLIS, null, value.getBytes(StandardCharsets.UTF_8))
        .build();
  }

  /** A batch of records with random keys and values of {@code valueBytes} each, the same for the same seed. */
  public static ByteBuffer random(int records, int valueBytes, long seed) {
    return random(records, valueBytes, seed, Compression.NONE);
  }

  /** As {@link #random(int, int, long)}, compressed. */
  public static ByteBuffer random(int records, int valueBytes, long seed, Compression compression) {
    SplittableRandom random = new SplittableRandom(seed);
    RecordBatchBuilder builder = new RecordBatchBuilder().compression(compression);
    for (int i = 0; i < records; i++) {
      byte[] key = new byte[1 + random.nextInt(16)];
      byte[] value = new byte[valueBytes];
      random.nextBytes(key);
      random.nextBytes(value);
      builder.append(EPOCH_MILLIS + random.nextInt(1_000), key, value);
    }
    return builder.build();
  }

  /** A batch with one small record for each timestamp. */
  public static ByteBuffer timed(Compression compression, long... timestamps) {
    RecordBatchBuilder builder = new RecordBatchBuilder().compression(compression);
    for (long timestamp : timestamps) {
      builder.append(timestamp, null, Long.toString(timestamp).getBytes(StandardCharsets.UTF_8));
    }
    return builder.build();
  }

  /** A batch that says it is compressed with zstd, holds bytes that nobody can decode, and has a valid checksum. */
  public static ByteBuffer opaque(int records, long seed) {
    ByteBuffer batch = random(records, 40, seed);
    batch.putShort(RecordBatchLayout.ATTRIBUTES_AT, ZSTD_ID);
    return sealed(batch);
  }

  /** A batch of an idempotent producer. */
  public static ByteBuffer idempotent(boolean transactional) {
    return new RecordBatchBuilder()
        .producer(7, (short) 0, 0)
        .transactional(transactional)
        .append(EPOCH_MILLIS, null, new byte[] {1, 2, 3})
        .build();
  }

  /** Writes the checksum that the bytes of {@code batch} have now. */
  public static ByteBuffer sealed(ByteBuffer batch) {
    batch.putInt(RecordBatchLayout.CRC_AT, (int) checksum(batch));
    return batch;
  }

  private static long checksum(ByteBuffer batch) {
    CRC32C checksum = new CRC32C();
    checksum.update(
        batch.slice(RecordBatchLayout.ATTRIBUTES_AT, batch.limit() - RecordBatchLayout.ATTRIBUTES_AT));
    return checksum.getValue();
  }
}
