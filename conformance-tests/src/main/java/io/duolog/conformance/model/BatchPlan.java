package io.duolog.conformance.model;

import io.duolog.conformance.workload.Batches;
import io.duolog.record.Compression;
import io.duolog.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * A batch that follows from a few numbers. Immutable.
 *
 * @param kind how it is encoded
 * @param records its records, from 1
 * @param valueBytes size of each value
 * @param time timestamps lie around it, in milliseconds after the first of the run
 * @param seed of its bytes
 */
record BatchPlan(Kind kind, int records, int valueBytes, long time, long seed) {
  private static final int SPREAD_MILLIS = 400;

  /** How a batch is encoded. */
  enum Kind {
    PLAIN,
    GZIP,
    OPAQUE
  }

  /** The batch, in a new buffer. */
  ByteBuffer build() {
    if (kind == Kind.OPAQUE) {
      return Batches.opaque(records, seed);
    }
    SplittableRandom random = new SplittableRandom(seed);
    RecordBatchBuilder builder =
        new RecordBatchBuilder().compression(kind == Kind.GZIP ? Compression.GZIP : Compression.NONE);
    for (int i = 0; i < records; i++) {
      byte[] value = new byte[valueBytes];
      random.nextBytes(value);
      builder.append(Batches.EPOCH_MILLIS + time + random.nextInt(SPREAD_MILLIS), null, value);
    }
    return builder.build();
  }
}
