package io.duolog.record;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.record.InvalidBatchException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchValidatorTest {

  private static final int MAX = 4096;

  private final BatchValidator validator = new BatchValidator(MAX);

  private static RecordBatchBuilder two() {
    return new RecordBatchBuilder().append(10, null, new byte[] {1}).append(12, null, new byte[] {2});
  }

  private static RecordBatchBuilder idempotent() {
    return two().producer(7, (short) 1, 0);
  }

  /** The bytes after a change, with a CRC that matches. */
  private static ByteBuffer changed(ByteBuffer batch, Consumer<ByteBuffer> change) {
    change.accept(batch);
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(RecordBatchLayout.ATTRIBUTES_AT));
    return batch.putInt(RecordBatchLayout.CRC_AT, (int) crc.getValue());
  }

  private static ByteBuffer flagged(int mask) {
    return changed(idempotent().build(), b -> b.putShort(RecordBatchLayout.ATTRIBUTES_AT, (short) mask));
  }

  /** Asserts that exactly these origins refuse the batch, all for this reason. */
  private void assertRefused(Reason reason, ByteBuffer batch, Set<BatchOrigin> refusing) {
    for (BatchOrigin origin : BatchOrigin.values()) {
      if (refusing.contains(origin)) {
        InvalidBatchException e =
            assertThrows(InvalidBatchException.class, () -> validator.validate(batch, origin), origin.name());
        assertEquals(reason, e.reason(), e.getMessage());
      } else {
        assertDoesNotThrow(() -> validator.validate(batch, origin), origin.name());
      }
    }
  }

  private void assertRefusedByAll(Reason reason, ByteBuffer batch) {
    assertRefused(reason, batch, EnumSet.allOf(BatchOrigin.class));
  }

  private void assertRefusedUnlessReplica(Reason reason, ByteBuffer batch) {
    assertRefused(reason, batch, EnumSet.of(BatchOrigin.CLIENT, BatchOrigin.COORDINATOR));
  }

  private void assertRefusedFromReplica(Reason reason, ByteBuffer batch) {
    assertRefused(reason, batch, EnumSet.of(BatchOrigin.REPLICA));
  }

  @ParameterizedTest
  @EnumSource
  void a2_aSoundBatchIsShownFromAnyBuffer(BatchOrigin origin) {
    ByteBuffer batch = idempotent().build();
    assertEquals(2, validator.validate(batch, origin).recordCount());
    ByteBuffer inside = ByteBuffer.allocateDirect(MAX).position(5).put(batch.duplicate()).flip().position(5);
    assertEquals(2, validator.validate(inside, origin).recordCount());
    assertEquals(5, inside.position());
    ByteBuf netty = Unpooled.directBuffer().writeLong(0).skipBytes(8).writeBytes(batch.duplicate());
    assertEquals(7, validator.validate(netty, origin).producerId());
    assertEquals(8, netty.readerIndex());
    netty.release();
  }

  @Test
  void a2_lengthAndSizeLimitAreChecked() {
    ByteBuffer batch = two().build();
    assertRefusedByAll(Reason.LENGTH, ByteBuffer.allocate(0));
    assertRefusedByAll(Reason.LENGTH, batch.duplicate().limit(60));
    assertRefusedByAll(Reason.LENGTH, batch.duplicate().limit(61));
    assertRefusedByAll(Reason.LENGTH, batch.duplicate().limit(batch.limit() - 1));
    assertRefusedByAll(Reason.LENGTH, ByteBuffer.allocate(batch.limit() + 1).put(batch.duplicate()).rewind());
    int overhead = new RecordBatchBuilder().append(1, null, new byte[MAX - 100]).estimatedSizeBytes() - (MAX - 100);
    ByteBuffer largest = new RecordBatchBuilder().append(1, null, new byte[MAX - overhead]).build();
    assertEquals(MAX, largest.limit());
    assertEquals(1, validator.validate(largest, BatchOrigin.CLIENT).recordCount());
    ByteBuffer tooLarge = new RecordBatchBuilder().append(1, null, new byte[MAX - overhead + 1]).build();
    assertRefusedByAll(Reason.TOO_LARGE, tooLarge);
    InvalidBatchException e =
        assertThrows(InvalidBatchException.class, () -> validator.validate(tooLarge, BatchOrigin.CLIENT));
    assertEquals("TOO_LARGE: 4097 bytes, the limit is 4096", e.getMessage());
  }

  @Test
  void e1_aLimitBelowAHeaderIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new BatchValidator(60));
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 1})
  void a2_oldFormatsAreUnsupportedAndNotInvalid(byte magic) {
    ByteBuffer batch = two().build().put(RecordBatchLayout.MAGIC_AT, magic);
    for (BatchOrigin origin : BatchOrigin.values()) {
      UnsupportedBatchFormatException e =
          assertThrows(UnsupportedBatchFormatException.class, () -> validator.validate(batch, origin));
      assertEquals(magic, e.magic());
    }
  }

  @Test
  void a2_magicCrcAndCompressionAreChecked() {
    assertRefusedByAll(Reason.MAGIC, two().build().put(RecordBatchLayout.MAGIC_AT, (byte) 3));
    assertRefusedByAll(Reason.MAGIC, two().build().put(RecordBatchLayout.MAGIC_AT, (byte) -1));
    assertRefusedByAll(Reason.CRC, two().build().put(RecordBatchLayout.RECORDS_AT + 3, (byte) 99));
    for (int id = 5; id <= 7; id++) {
      assertRefusedByAll(Reason.COMPRESSION, flagged(id));
    }
  }

  @Test
  void a2_compressedBatchesPassWithoutTheirCodec() {
    for (Compression compression : Compression.values()) {
      if (compression != Compression.NONE) {
        assertDoesNotThrow(() -> validator.validate(flagged(compression.id()), BatchOrigin.CLIENT));
      }
    }
  }

  @Test
  void a10_flagsThatOnlyALogMayCarryAreRefusedFromClients() {
    assertRefusedUnlessReplica(Reason.TIMESTAMP_TYPE, flagged(RecordBatchLayout.LOG_APPEND_TIME_MASK));
    assertRefusedUnlessReplica(Reason.CONTROL, flagged(RecordBatchLayout.DELETE_HORIZON_MASK));
    assertRefused(Reason.CONTROL, flagged(RecordBatchLayout.CONTROL_MASK), EnumSet.of(BatchOrigin.CLIENT));
  }

  @Test
  void a2_timestampsAreBounded() {
    int base = RecordBatchLayout.BASE_TIMESTAMP_AT;
    int max = RecordBatchLayout.MAX_TIMESTAMP_AT;
    assertRefusedByAll(Reason.TIMESTAMP, changed(two().build(), b -> b.putLong(base, -2)));
    assertRefusedByAll(Reason.TIMESTAMP, changed(two().build(), b -> b.putLong(max, -2)));
    assertRefusedUnlessReplica(Reason.TIMESTAMP, changed(two().build(), b -> b.putLong(max, 13)));
    assertRefusedUnlessReplica(Reason.TIMESTAMP, changed(two().build(), b -> b.putLong(max, 11)));
    assertRefusedUnlessReplica(Reason.TIMESTAMP, changed(two().build(), b -> b.putLong(base, 11)));
    ByteBuffer below = changed(
        new RecordBatchBuilder().append(5, null, new byte[1]).append(0, null, new byte[1]).build(),
        b -> b.putLong(base, 0).putLong(max, 0));
    assertRefusedUnlessReplica(Reason.TIMESTAMP, below);
    assertEquals(-1, validator.validate(
        new RecordBatchBuilder().append(-1, null, new byte[1]).build(), BatchOrigin.CLIENT).maxTimestamp());
  }

  @Test
  void a2_clientsAreDenseAndReplicasMayHaveGaps() {
    assertRefusedUnlessReplica(Reason.COUNT, new RecordBatchBuilder().skipOffsets(3).build());
    assertRefusedUnlessReplica(Reason.COUNT, two().skipOffsets(1).build());
    ByteBuffer gap = new RecordBatchBuilder().append(1, null, new byte[1]).skipOffsets(1)
        .append(1, null, new byte[1]).build();
    assertRefusedUnlessReplica(Reason.COUNT, gap);
    int delta = RecordBatchLayout.LAST_OFFSET_DELTA_AT;
    assertRefusedByAll(Reason.COUNT, changed(two().build(), b -> b.putInt(delta, 0)));
    assertRefusedByAll(Reason.COUNT, changed(two().build(), b -> b.putInt(delta, -1)));
    int count = RecordBatchLayout.RECORD_COUNT_AT;
    assertRefusedByAll(Reason.COUNT, changed(two().build(), b -> b.putInt(count, -1)));
    assertRefusedByAll(Reason.RECORD, changed(two().build(), b -> b.putInt(count, 3).putInt(delta, 2)));
    assertRefusedByAll(Reason.RECORD, changed(two().build(), b -> b.putInt(count, 1).putInt(delta, 0)));
  }

  @Test
  void a2_offsetDeltasAreInOrder() {
    // Each record has 8 bytes: length, attributes, timestamp delta, offset delta, key size, value size, value, headers.
    int second = RecordBatchLayout.RECORDS_AT + 8 + 3;
    assertEquals(2, two().build().get(second));
    assertRefusedByAll(Reason.OFFSET, changed(two().build(), b -> b.put(second, (byte) 0)));
    assertRefusedByAll(Reason.OFFSET, changed(two().build(), b -> b.put(second, (byte) 1)));
    assertRefusedByAll(Reason.OFFSET, changed(two().build(), b -> b.put(second, (byte) 4)));
    ByteBuffer reordered = new RecordBatchBuilder().skipOffsets(1).append(1, null, new byte[1])
        .append(1, null, new byte[1]).build();
    assertRefusedUnlessReplica(Reason.COUNT, reordered);
  }

  @Test
  void a8_aReplicasOffsetsAreInRange() {
    assertRefusedFromReplica(Reason.OFFSET, two().baseOffset(-1).build());
    assertRefusedFromReplica(Reason.OFFSET, two().baseOffset(Long.MAX_VALUE - 1).build());
    assertDoesNotThrow(() -> validator.validate(two().baseOffset(Long.MAX_VALUE - 2).build(), BatchOrigin.REPLICA));
  }

  @Test
  void a6_producerFieldsAgree() {
    assertRefusedUnlessReplica(Reason.PRODUCER, two().producer(-2, (short) -1, -1).build());
    assertRefusedUnlessReplica(Reason.PRODUCER, two().producer(-1, (short) -1, 0).build());
    assertRefusedUnlessReplica(Reason.PRODUCER, two().transactional(true).build());
    assertRefusedUnlessReplica(Reason.PRODUCER, two().producer(5, (short) -1, 0).build());
    assertRefusedUnlessReplica(Reason.PRODUCER, two().producer(5, (short) 0, -1).build());
    ByteBuffer marker = new TransactionMarker(TransactionMarker.Type.ABORT, 0).toBatch(5, (short) 0, 1);
    assertRefused(Reason.CONTROL, marker, EnumSet.of(BatchOrigin.CLIENT));
  }
}
