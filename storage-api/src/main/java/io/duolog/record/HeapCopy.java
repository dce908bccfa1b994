package io.duolog.record;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one thread. An array that takes the bytes of one Netty buffer after the other. Direct memory is read by
 * its address: every other way makes a buffer object for each copy, which the compiler removes in some runs of the
 * virtual machine and leaves in others.
 */
final class HeapCopy {
  private static final @Nullable MemorySegment MEMORY = everything();

  private ByteBuffer view = ByteBuffer.allocate(0);
  private MemorySegment segment = MemorySegment.ofBuffer(view);

  /** All memory, or null in a process that does not allow this module native access. */
  @SuppressWarnings("restricted") // read only inside of buffers that Netty says are accessible
  private static @Nullable MemorySegment everything() {
    try {
      return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    } catch (IllegalCallerException refusal) {
      return null;
    }
  }

  /**
   * Copies the readable bytes of a buffer, whose indexes do not change. Allocates nothing while it has room.
   *
   * @param bytes any kind of buffer; borrowed, not retained
   * @return the copy, from 0 to its limit; valid until the next call
   * @throws IllegalReferenceCountException if the buffer was released
   */
  ByteBuffer of(ByteBuf bytes) {
    int from = bytes.readerIndex();
    int size = bytes.readableBytes();
    if (view.capacity() < size) {
      view = ByteBuffer.allocate(2 * size);
      segment = MemorySegment.ofArray(view.array());
    }
    view.limit(size);
    MemorySegment memory = MEMORY;
    if (memory != null && bytes.hasMemoryAddress() && size > 0) {
      if (bytes.refCnt() == 0) {
        throw new IllegalReferenceCountException(0);
      }
      try {
        MemorySegment.copy(memory, bytes.memoryAddress() + from, segment, 0, size);
      } finally {
        Reference.reachabilityFence(bytes); // a collected buffer gives its memory back
      }
    } else {
      bytes.getBytes(from, view.array(), 0, size);
    }
    return view;
  }
}
