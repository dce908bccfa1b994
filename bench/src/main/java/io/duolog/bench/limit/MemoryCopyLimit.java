package io.duolog.bench.limit;

import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.RunSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/** Copies between two buffers that are larger than the processor's caches. Stateless. */
final class MemoryCopyLimit {
  private static final long BUFFER_BYTES = 256L << 20;
  private static final long BLOCK_BYTES = 1L << 20;

  private MemoryCopyLimit() {}

  static Measurement run(RunSpec spec) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate(BUFFER_BYTES).fill((byte) 1);
      MemorySegment target = arena.allocate(BUFFER_BYTES).fill((byte) 2);
      copy(source, target, spec.warmUpNanos());
      long start = System.nanoTime();
      long blocks = copy(source, target, spec.nanos());
      double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
      return Measurement.of(seconds, blocks, blocks * BLOCK_BYTES);
    }
  }

  private static long copy(MemorySegment source, MemorySegment target, long nanos) {
    long deadline = System.nanoTime() + nanos;
    long blocks = 0;
    long position = 0;
    while (System.nanoTime() < deadline) {
      MemorySegment.copy(source, position, target, position, BLOCK_BYTES);
      position = (position + BLOCK_BYTES) % BUFFER_BYTES;
      blocks++;
    }
    return blocks;
  }
}
