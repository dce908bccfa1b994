package io.duolog.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordBatchTest {

  private final ByteBuffer batch = BatchSample.small(Compression.NONE, 5).built();
  private final RecordBatch view = new RecordBatch();

  private void assertShows(ByteBuffer buffer, int index) {
    ByteBuffer before = buffer.duplicate();
    assertSame(view, view.wrap(buffer, index));
    assertEquals(index, view.index());
    assertEquals(7, view.baseOffset());
    assertEquals(batch.limit(), view.sizeBytes());
    assertTrue(view.hasValidCrc());
    assertEquals(5, countRecords());
    assertEquals(before, buffer);
    assertEquals(before.position(), buffer.position());
  }

  private int countRecords() {
    int count = 0;
    for (RecordIterator records = new RecordIterator().reset(view); records.hasNext(); records.next()) {
      count++;
    }
    return count;
  }

  @Test
  void aBatchIsReadAtAnyIndexOfAnyBuffer() {
    assertShows(batch, 0);
    assertShows(batch.asReadOnlyBuffer(), 0);
    ByteBuffer heap = ByteBuffer.allocate(1 << 16).put(100, batch, 0, batch.limit());
    assertShows(heap, 100);
    assertShows(heap.slice(90, 1000), 10);
    assertShows(heap.duplicate().order(ByteOrder.LITTLE_ENDIAN), 100);
    assertShows(ByteBuffer.allocateDirect(1000).put(13, batch, 0, batch.limit()), 13);
  }

  @Test
  void aBatchIsReadFromAnyNettyBuffer() {
    List<ByteBuf> buffers = List.of(Unpooled.buffer(), Unpooled.directBuffer(), PooledByteBufAllocator.DEFAULT.buffer(),
        PooledByteBufAllocator.DEFAULT.heapBuffer(), Unpooled.compositeBuffer());
    for (ByteBuf buffer : buffers) {
      buffer.writeZero(3).writeBytes(batch.duplicate());
      view.wrap(buffer, 3);
      assertEquals(7, view.baseOffset());
      assertTrue(view.hasValidCrc());
      assertEquals(5, countRecords());
      assertThrows(IllegalArgumentException.class, () -> view.wrap(buffer, 3 + batch.limit() - 60));
      ByteBuf slice = buffer.slice(3, batch.limit());
      assertTrue(new RecordBatch().wrap(slice, 0).hasValidCrc());
      assertTrue(new RecordBatch().wrap(slice.asReadOnly(), 0).hasValidCrc());
      buffer.release();
    }
    ByteBuf split = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(batch.duplicate().limit(30)),
        Unpooled.wrappedBuffer(batch.duplicate().position(30)));
    assertTrue(view.wrap(split, 0).hasValidCrc());
    view.detach();
    assertEquals(0, view.sizeBytes() - RecordBatchLayout.LENGTH_OVERHEAD_BYTES);
  }

  @Test
  void e1_aPlaceWithoutAHeaderIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> view.wrap(batch, -1));
    assertThrows(IllegalArgumentException.class, () -> view.wrap(batch, batch.limit() - 60));
    assertThrows(IllegalArgumentException.class, () -> view.wrap(batch.duplicate().limit(60), 0));
    assertThrows(IllegalArgumentException.class, () -> view.wrap(batch, Integer.MAX_VALUE));
  }

  @Test
  void r5_anIncompleteBatchIsSeenAndNotSummed() {
    view.wrap(batch.duplicate().limit(batch.limit() - 1), 0);
    assertFalse(view.isComplete());
    assertFalse(view.hasValidCrc());
    assertThrows(IllegalStateException.class, view::computeCrc);
    for (int length : new int[] {Integer.MIN_VALUE, -1, 48, Integer.MAX_VALUE}) {
      view.wrap(BatchSample.small(Compression.NONE, 1).built().putInt(RecordBatchLayout.BATCH_LENGTH_AT, length), 0);
      assertFalse(view.hasValidCrc(), "length " + length);
    }
  }

  @Test
  void r5_largeBatchesAreSummedInChunksToTheSameCrc() {
    ByteBuffer large = new RecordBatchBuilder().append(1, null, new byte[100_001]).build();
    long crc = view.wrap(large, 0).computeCrc();
    ByteBuffer direct = ByteBuffer.allocateDirect(large.limit()).put(0, large, 0, large.limit());
    assertEquals(crc, view.wrap(direct, 0).computeCrc());
    assertEquals(crc, view.wrap(large.asReadOnlyBuffer(), 0).computeCrc());
  }

  @Test
  void a5_stampingLeavesTheCrcAlone() {
    ByteBuffer direct = ByteBuffer.allocateDirect(1000).put(9, batch, 0, batch.limit());
    RecordBatchLayout.stamp(direct, 9, 1L << 40, 99);
    view.wrap(direct, 9);
    assertTrue(view.hasValidCrc());
    assertEquals(1L << 40, view.baseOffset());
    assertEquals(99, view.leaderEpoch());
    RecordBatchLayout.stampBaseOffset(direct, 9, 12);
    RecordBatchLayout.stampLeaderEpoch(direct, 9, 13);
    assertEquals(List.of(12L, 13L), List.of(view.baseOffset(), (long) view.leaderEpoch()));
    assertEquals(batch.position(21), direct.slice(9, batch.limit()).position(21), () -> "the rest");
  }

  @Test
  void sequenceNumbersWrap() {
    assertEquals(Integer.MAX_VALUE, RecordBatchLayout.sequenceAfter(Integer.MAX_VALUE - 1, 1));
    assertEquals(0, RecordBatchLayout.sequenceAfter(Integer.MAX_VALUE, 1));
    assertEquals(Integer.MAX_VALUE - 1, RecordBatchLayout.sequenceAfter(Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  @Test
  void theBuilderIsReusedAndWritesAnywhere() {
    RecordBatchBuilder builder = new RecordBatchBuilder();
    assertThrows(IllegalStateException.class, builder::build);
    assertThrows(IllegalArgumentException.class, () -> builder.append(-2, null, new byte[1]));
    assertThrows(UnsupportedCodecException.class, () -> builder.compression(Compression.LZ4));
    ByteBuffer first = builder.append(1, null, new byte[3000]).build();
    ByteBuffer second = builder.reset().append(2, null, new byte[3]).build();
    assertEquals(1, view.wrap(first, 0).maxTimestamp());
    assertTrue(view.hasValidCrc());
    assertEquals(2, view.wrap(second, 0).maxTimestamp());
    assertEquals(1, builder.recordCount());
    ByteBuf netty = Unpooled.buffer(1);
    assertEquals(second.limit(), builder.buildInto(netty));
    assertEquals(Unpooled.wrappedBuffer(second), netty);
    ByteBuffer target = ByteBuffer.allocateDirect(second.limit());
    builder.buildInto(target);
    assertEquals(second, target.flip());
    assertThrows(BufferOverflowException.class, () -> builder.buildInto(ByteBuffer.allocate(60)));
  }

  @Test
  void a2_validatingAndWalkingAllocateNothing() {
    ByteBuffer direct = ByteBuffer.allocateDirect(batch.limit()).put(0, batch, 0, batch.limit());
    ByteBuf heap = PooledByteBufAllocator.DEFAULT.heapBuffer().writeBytes(batch.duplicate());
    BatchValidator validator = new BatchValidator(1 << 20);
    RecordTags tags = new RecordTags();
    Runnable round = () -> {
      tags.bloomOf(validator.validate(batch, BatchOrigin.CLIENT));
      tags.bloomOf(validator.validate(direct, BatchOrigin.REPLICA));
      tags.bloomOf(validator.validate(heap, BatchOrigin.COORDINATOR));
    };
    int rounds = 2_000;
    long allocated = allocatedBytes(round, rounds);
    // The smallest object has 16 bytes; what the virtual machine itself allocates now and then is less than that.
    assertTrue(allocated < 16L * rounds, () -> allocated + " bytes in " + rounds + " rounds");
    heap.release();
  }

  private static long allocatedBytes(Runnable round, int rounds) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // The count of the second half: what is loaded or cached once belongs to the first.
    long start = 0;
    for (int i = 0; i < 2 * rounds; i++) {
      if (i == rounds) {
        start = threads.getCurrentThreadAllocatedBytes();
      }
      round.run();
    }
    return threads.getCurrentThreadAllocatedBytes() - start;
  }
}
