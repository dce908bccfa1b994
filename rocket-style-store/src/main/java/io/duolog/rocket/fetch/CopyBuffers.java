package io.duolog.rocket.fetch;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Thread-safe; guarded by its monitor. Direct buffers for transfers that copy (R7): bounded in size, a few are kept.
 */
final class CopyBuffers {
  private static final int SIZE_BYTES = 1 << 20;
  private static final int MOST_KEPT = 8;

  private final Deque<ByteBuffer> free = new ArrayDeque<>();

  ByteBuffer take() {
    synchronized (this) {
      ByteBuffer buffer = free.poll();
      if (buffer != null) {
        return buffer;
      }
    }
    return ByteBuffer.allocateDirect(SIZE_BYTES);
  }

  synchronized void giveBack(ByteBuffer buffer) {
    if (free.size() < MOST_KEPT) {
      free.push(buffer);
    }
  }
}
