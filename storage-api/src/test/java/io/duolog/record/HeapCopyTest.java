package io.duolog.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeapCopyTest {
  private static final int SIZE = 1_000;

  private final byte[] expected = new byte[SIZE];

  HeapCopyTest() {
    new Random(1).nextBytes(expected);
  }

  @Test
  void everyKindOfBufferIsCopied() {
    ByteBuffer direct = ByteBuffer.allocateDirect(SIZE + 20).position(7).put(expected).position(7).limit(7 + SIZE);
    List<ByteBuf> buffers =
        List.of(
            Unpooled.directBuffer().writeZero(3).writeBytes(expected).skipBytes(3),
            PooledByteBufAllocator.DEFAULT.directBuffer().writeZero(9).writeBytes(expected).skipBytes(9),
            Unpooled.wrappedBuffer(direct),
            Unpooled.wrappedBuffer(direct).slice(0, SIZE),
            Unpooled.wrappedBuffer(direct.asReadOnlyBuffer()),
            Unpooled.buffer().writeBytes(expected),
            Unpooled.compositeBuffer()
                .addComponent(true, Unpooled.directBuffer().writeBytes(expected, 0, 400))
                .addComponent(true, Unpooled.directBuffer().writeBytes(expected, 400, SIZE - 400)));
    HeapCopy copy = new HeapCopy();
    for (ByteBuf bytes : buffers) {
      int reader = bytes.readerIndex();
      assertEquals(ByteBuffer.wrap(expected), copy.of(bytes), bytes.toString());
      assertEquals(reader, bytes.readerIndex());
      bytes.release();
    }
  }

  @Test
  void aReleasedBufferIsRefused() {
    ByteBuf bytes = Unpooled.directBuffer().writeBytes(expected);
    bytes.release();
    assertThrows(IllegalReferenceCountException.class, () -> new HeapCopy().of(bytes));
  }

  @Test
  void nothingIsAllocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ByteBuf bytes = new UnpooledByteBufAllocator(true, true).directBuffer(SIZE).writeBytes(expected);
    HeapCopy copy = new HeapCopy();
    for (int i = 0; i < 20_000; i++) {
      copy.of(bytes); // the interpreter boxes what compiled code does not
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      copy.of(bytes);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    bytes.release();
    assertTrue(allocated < 16_000, () -> allocated + " bytes for 1,000 copies"); // an object has at least 16
  }
}
