package io.duolog.conformance.workload;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Buffers that a test lends to an engine (A7). Thread-safe: guarded by its monitor. */
public final class LentBuffers {
  private final List<ByteBuf> lent = new ArrayList<>();

  /** No buffer yet. */
  public LentBuffers() {}

  /** A heap buffer over {@code batch}, from its position to its limit. */
  public ByteBuf of(ByteBuffer batch) {
    return kept(Unpooled.wrappedBuffer(batch));
  }

  /** A direct buffer with a copy of {@code batch}, which does not begin at index 0. */
  public ByteBuf direct(ByteBuffer batch) {
    ByteBuf buffer = Unpooled.directBuffer(batch.remaining() + Long.BYTES);
    buffer.writeLong(0).writeBytes(batch.duplicate()).skipBytes(Long.BYTES);
    return kept(buffer);
  }

  private synchronized ByteBuf kept(ByteBuf buffer) {
    lent.add(buffer);
    return buffer;
  }

  /**
   * Takes all buffers back.
   *
   * @throws AssertionError if somebody else holds, or has released, a reference
   */
  public synchronized void takeBack() {
    List<ByteBuf> held = lent.stream().filter(buffer -> buffer.refCnt() != 1).toList();
    lent.stream().filter(buffer -> buffer.refCnt() > 0).forEach(ByteBuf::release);
    lent.clear();
    if (!held.isEmpty()) {
      throw new AssertionError(held.size() + " lent buffers have another reference count than before: " + held);
    }
  }
}
