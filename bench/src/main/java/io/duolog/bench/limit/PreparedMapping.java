package io.duolog.bench.limit;

import io.duolog.bench.machine.NativeCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A file with blocks, mapped for writing and faulted in ahead of the writers by a thread of its own, in steps of 1 MiB
 * and at most 64 MiB ahead. Thread-safe: writers reserve room by one atomic addition.
 */
final class PreparedMapping implements AutoCloseable {
  private static final long STEP_BYTES = 1L << 20;
  private static final long AHEAD_BYTES = 64L << 20;
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final Arena arena = Arena.ofShared();
  private final AtomicLong reserved = new AtomicLong();
  private final MemorySegment segment;
  private final Thread populator;
  private volatile long populated;
  private volatile boolean closed;

  private PreparedMapping(Path file, long sizeBytes) {
    this.segment = map(file, sizeBytes);
    this.populator = new Thread(this::populate, "bench-populator");
  }

  /** Makes a file of {@code sizeBytes}; returns when the first 64 MiB are faulted in. */
  static PreparedMapping open(Path file, long sizeBytes) {
    PreparedMapping mapping = new PreparedMapping(file, sizeBytes);
    mapping.populator.start();
    while (mapping.populated < Math.min(AHEAD_BYTES, sizeBytes) && mapping.populator.isAlive()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return mapping;
  }

  private MemorySegment map(Path file, long sizeBytes) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      NativeCalls.system().ifPresent(calls -> calls.allocate(file, sizeBytes));
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, sizeBytes, arena);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + file + ": " + e.getMessage(), e);
    }
  }

  private void populate() {
    Optional<NativeCalls> calls = NativeCalls.system();
    if (calls.isEmpty()) {
      return;
    }
    long end = segment.byteSize();
    long position = 0;
    while (!closed && position < end) {
      if (position - reserved.get() >= AHEAD_BYTES) {
        LockSupport.parkNanos(PAUSE_NANOS);
        continue;
      }
      long step = Math.min(STEP_BYTES, end - position);
      if (!calls.get().populate(segment.asSlice(position, step))) {
        return;
      }
      position += step;
      populated = position;
    }
  }

  /** The mapping. */
  MemorySegment segment() {
    return segment;
  }

  /** Reserves room; the answer is its position, or -1 if there is none left. */
  long reserve(long sizeBytes) {
    long position = reserved.getAndAdd(sizeBytes);
    return position + sizeBytes <= segment.byteSize() ? position : -1;
  }

  @Override
  public void close() {
    closed = true;
    try {
      populator.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    arena.close();
  }
}
