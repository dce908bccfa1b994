package io.duolog.conformance.workload;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A buffer over direct memory whose owner may take the memory away at any moment: whoever reads then gets an {@link
 * IllegalStateException}, and no other bytes. As thread-safe as a buffer of Netty, except for {@link #vanish}.
 */
public final class VanishingBuffer extends UnpooledDirectByteBuf {
  private final Arena arena;

  private VanishingBuffer(Arena arena, ByteBuffer memory) {
    super(UnpooledByteBufAllocator.DEFAULT, memory, memory.capacity());
    this.arena = arena;
  }

  /** A buffer with a copy of {@code batch}. */
  public static VanishingBuffer of(ByteBuffer batch) {
    Arena arena = Arena.ofShared();
    MemorySegment memory = arena.allocate(batch.remaining());
    memory.copyFrom(MemorySegment.ofBuffer(batch));
    return new VanishingBuffer(arena, memory.asByteBuffer());
  }

  /** Takes the memory away, as soon as no system call uses it; any thread may. A second time changes nothing. */
  public void vanish() {
    while (arena.scope().isAlive()) {
      try {
        arena.close();
      } catch (IllegalStateException e) {
        Thread.onSpinWait(); // a system call or a checksum uses it, or another thread was faster
      }
    }
  }

  /** None: by its address the memory could be read when it is gone. */
  @Override
  public boolean hasMemoryAddress() {
    return false;
  }
}
