package io.duolog.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.record.InvalidBatchException.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIteratorTest {

  private final RecordBatch view = new RecordBatch();

  private static int count(RecordIterator records) {
    int count = 0;
    while (records.hasNext()) {
      records.next();
      count++;
    }
    return count;
  }

  @Test
  void anIteratorWithoutABatchHasNoRecords() {
    RecordIterator records = new RecordIterator();
    assertFalse(records.hasNext());
    assertThrows(NoSuchElementException.class, records::next);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 16 * 1024, 16 * 1024 + 1, 100_000})
  void e5_decompressionEndsAtItsLimit(int valueSize) {
    RecordBatchBuilder builder = new RecordBatchBuilder().append(1, null, new byte[valueSize]);
    int size = builder.estimatedSizeBytes() - RecordBatchLayout.HEADER_SIZE_BYTES;
    view.wrap(builder.compression(Compression.GZIP).build(), 0);
    assertEquals(1, count(new RecordIterator(size).reset(view)));
    assertEquals(1, count(new RecordIterator(size + 1).reset(view)));
    InvalidBatchException e =
        assertThrows(InvalidBatchException.class, () -> new RecordIterator(size - 1).reset(view));
    assertEquals(Reason.DECOMPRESSED_SIZE, e.reason());
    assertThrows(IllegalArgumentException.class, () -> new RecordIterator(0));
  }

  @Test
  void aCodecOnTheClassPathIsFound() {
    BatchSample sample = BatchSample.small(Compression.NONE, 20);
    ByteBuffer batch = sample.builtByKafka(org.apache.kafka.common.compress.Compression.zstd().build(),
        TimestampType.CREATE_TIME, RecordBatchLayout.NO_TIMESTAMP);
    KafkaView.assertSame(batch, view.wrap(batch, 0), new RecordIterator());
    assertEquals(Compression.ZSTD, view.compression());
  }

  @Test
  void e2_aMissingCodecIsATypedRefusal() {
    BatchSample sample = BatchSample.small(Compression.NONE, 20);
    ByteBuffer batch = sample.builtByKafka(org.apache.kafka.common.compress.Compression.lz4().build(),
        TimestampType.CREATE_TIME, RecordBatchLayout.NO_TIMESTAMP);
    RecordIterator records = new RecordIterator().reset(view.wrap(sample.built(), 0));
    UnsupportedCodecException e =
        assertThrows(UnsupportedCodecException.class, () -> records.reset(view.wrap(batch, 0)));
    assertEquals(Compression.LZ4, e.compression());
    assertFalse(records.hasNext(), "the records of the batch before");
    assertEquals(RecordTags.ANY, new RecordTags().bloomOf(view));
    assertEquals(20, new BatchValidator(1 << 20).validate(batch, BatchOrigin.CLIENT).recordCount());
  }

  @Test
  void e2_oldAndUnknownFormatsAreNotWalked() {
    ByteBuffer batch = BatchSample.small(Compression.NONE, 1).built();
    RecordIterator records = new RecordIterator();
    batch.put(RecordBatchLayout.MAGIC_AT, (byte) 1);
    assertThrows(UnsupportedBatchFormatException.class, () -> records.reset(view.wrap(batch, 0)));
    batch.put(RecordBatchLayout.MAGIC_AT, (byte) 3);
    assertEquals(Reason.MAGIC,
        assertThrows(InvalidBatchException.class, () -> records.reset(view.wrap(batch, 0))).reason());
    batch.put(RecordBatchLayout.MAGIC_AT, RecordBatchLayout.MAGIC);
    ByteBuffer cut = batch.duplicate().limit(batch.limit() - 1);
    assertEquals(Reason.LENGTH,
        assertThrows(InvalidBatchException.class, () -> records.reset(view.wrap(cut, 0))).reason());
  }

  @Test
  void r5_aDamagedRecordEndsTheWalk() {
    ByteBuffer batch = BatchSample.small(Compression.NONE, 3).built();
    RecordIterator records = new RecordIterator().reset(view.wrap(batch, 0));
    int first = records.next().sizeBytes();
    batch.put(RecordBatchLayout.RECORDS_AT + first, (byte) 0x7E);
    assertThrows(InvalidBatchException.class, records::next);
    assertFalse(records.hasNext());
  }

  @Test
  void headersAreReadWithoutTheList() {
    ByteBuffer batch = new RecordBatchBuilder().append(1, null, new byte[1],
        List.of(RecordHeader.of("KEYS", "a b"), RecordHeader.of("", new byte[0]), new RecordHeader("n", null))).build();
    RecordHeaders headers = new RecordIterator().reset(view.wrap(batch, 0)).next().headers();
    assertTrue(headers.next());
    assertTrue(headers.keyEquals(new byte[] {'K', 'E', 'Y', 'S'}));
    assertFalse(headers.keyEquals(new byte[] {'K', 'E', 'Y', 's'}));
    assertFalse(headers.keyEquals(new byte[] {'K', 'E', 'Y'}));
    byte[] value = new byte[headers.valueSizeBytes()];
    headers.buffer().get(headers.valuePosition(), value);
    assertArrayEquals(new byte[] {'a', ' ', 'b'}, value);
    assertTrue(headers.next());
    assertEquals("", headers.key());
    assertEquals(0, headers.valueSizeBytes());
    assertTrue(headers.next());
    assertFalse(headers.hasValue());
    assertFalse(headers.next());
  }

  @Test
  void variableLengthNumbersAreKafkas() {
    Random random = new Random(BatchSample.seed("RecordIteratorTest"));
    for (int i = 0; i < 10_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      assertEquals(ByteUtils.sizeOfVarlong(value), RecordWriter.sizeOf(value));
      ByteBuffer bytes = ByteBuffer.allocate(10);
      ByteUtils.writeVarlong(value, bytes);
      assertEquals(value, new VarintReader().wrap(bytes, 0, bytes.position()).readLong());
      bytes.clear();
      ByteUtils.writeVarint((int) value, bytes);
      assertEquals((int) value, new VarintReader().wrap(bytes.asReadOnlyBuffer(), 0, bytes.position()).readInt());
    }
    ByteBuffer endless = ByteBuffer.allocate(20);
    for (int i = 0; i < endless.limit(); i++) {
      endless.put(i, (byte) 0x80);
    }
    VarintReader reader = new VarintReader().wrap(endless, 0, endless.limit());
    assertThrows(InvalidBatchException.class, reader::readInt);
    assertThrows(InvalidBatchException.class, reader::readLong);
  }
}
