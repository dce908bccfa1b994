package io.duolog.record;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Confined to one thread. An array that takes the bytes of one Netty buffer after the other. Direct memory is read by
 * its address: every other way makes a buffer object for each copy, which the compiler removes in some runs of the
 * virtual machine and leaves in others.
 */
final class HeapCopy {
  private static final MemorySegment MEMORY = everything();

  private ByteBuffer view = ByteBuffer.allocate(0);
  private MemorySegment segment = MemorySegment.ofBuffer(view);

  @SuppressWarnings("restricted") // read only inside of buffers that Netty says are accessible
  private static MemorySegment everything() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  /**
   * Copies the readable bytes of a buffer, whose indexes do not change. Allocates nothing while it has room.
   *
   * @param bytes any kind of buffer; borrowed, not retained
   * @return the copy, from 0 to its limit; valid until the next call
   * @throws io.netty.util.IllegalReferenceCountException if the buffer was released
   */
  ByteBuffer of(ByteBuf bytes) {
    int from = bytes.readerIndex();
    int size = bytes.readableBytes();
    if (view.capacity() < size) {
      view = ByteBuffer.allocate(2 * size);
      segment = MemorySegment.ofArray(view.array());
    }
    view.limit(size);
    if (bytes.hasMemoryAddress() && size > 0) {
      bytes.getByte(from + size - 1); // refuses a buffer that was released
      MemorySegment.copy(MEMORY, bytes.memoryAddress() + from, segment, 0, size);
    } else {
      bytes.getBytes(from, view.array(), 0, size);
    }
    return view;
  }
}
