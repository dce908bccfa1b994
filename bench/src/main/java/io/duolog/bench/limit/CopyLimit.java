package io.duolog.bench.limit;

import io.duolog.bench.load.Action;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.Pace;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.load.TimedLoop;
import io.duolog.bench.payload.BatchPool;
import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The least that an engine with a mapping does: check each batch's CRC32C and copy it in. Stateless. */
final class CopyLimit {
  /** Room that is left for batches which the threads reserve after the cap is reached. */
  private static final long SLACK_BYTES = 64L << 20;

  private static final int ALIGNMENT = 8;

  private CopyLimit() {}

  static Measurement run(RunSpec spec, BatchPool pool, int threads) {
    try (PreparedMapping mapping = PreparedMapping.open(spec.directory().resolve("copy"), fileBytes(spec))) {
      return TimedLoop.run(spec, Pace.FAST, pool, threads, (producer, share) -> action(mapping, share));
    }
  }

  /** Size of a file with room for all that a run may copy. */
  static long fileBytes(RunSpec spec) {
    return spec.capBytes() + spec.capBytes() / 8 + SLACK_BYTES;
  }

  /** Room that a batch takes in a mapping. */
  static long aligned(long sizeBytes) {
    return (sizeBytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** The batches of a producer as memory. */
  static MemorySegment[] segments(BatchPool.Share share) {
    MemorySegment[] segments = new MemorySegment[share.buffers().length];
    for (int i = 0; i < segments.length; i++) {
      segments[i] = MemorySegment.ofBuffer(share.buffers()[i].nioBuffer());
    }
    return segments;
  }

  private static Action action(PreparedMapping mapping, BatchPool.Share share) {
    CheckedBatches batches = new CheckedBatches(share);
    MemorySegment[] sources = segments(share);
    MemorySegment target = mapping.segment();
    return index -> {
      batches.check(index);
      MemorySegment source = sources[index];
      long size = source.byteSize();
      long position = mapping.reserve(aligned(size));
      if (position < 0) {
        throw new EOFException("the prepared file is full");
      }
      MemorySegment.copy(source, 0, target, position, size);
    };
  }

  /** The checksum part that all raw loops share. Confined to one thread. */
  static final class CheckedBatches {
    private static final int CHECKSUM_POSITION = 17;
    private static final int CHECKED_FROM = 21;

    private final CRC32C checksum = new CRC32C();
    private final ByteBuffer[] checked;
    private final int[] expected;

    CheckedBatches(BatchPool.Share share) {
      checked = new ByteBuffer[share.buffers().length];
      expected = new int[checked.length];
      for (int i = 0; i < checked.length; i++) {
        checked[i] = share.buffers()[i].nioBuffer().position(CHECKED_FROM).mark();
        expected[i] = checked[i].getInt(CHECKSUM_POSITION);
      }
    }

    void check(int index) {
      checksum.reset();
      checksum.update(checked[index]);
      checked[index].reset();
      if ((int) checksum.getValue() != expected[index]) {
        throw new IllegalStateException("a batch of the pool has a wrong checksum");
      }
    }
  }
}
