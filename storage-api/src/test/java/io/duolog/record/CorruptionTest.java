package io.duolog.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;
import org.junit.jupiter.api.Test;

/** Every changed byte is refused where Kafka refuses it and accepted where Kafka accepts it. */
class CorruptionTest {

  private static final int[] MASKS = {0x01, 0x02, 0x10, 0x40, 0x80, 0xFF};

  private final RecordBatch view = new RecordBatch();
  private final RecordIterator records = new RecordIterator(1 << 20);
  private final BatchValidator validator = new BatchValidator(1 << 20);

  private static List<ByteBuffer> clientBatches() {
    return List.of(
        BatchSample.small(Compression.NONE, 1).built(),
        BatchSample.small(Compression.NONE, 9).builtByKafka(),
        BatchSample.small(Compression.GZIP, 4).builtByKafka(),
        BatchSample.small(Compression.GZIP, 30).built());
  }

  private static List<ByteBuffer> logBatches() {
    List<ByteBuffer> batches = new ArrayList<>(clientBatches());
    batches.add(new TransactionMarker(TransactionMarker.Type.ABORT, 3).toBatch(5, (short) 0, 9));
    batches.add(new RecordBatchBuilder().baseOffset(9).skipOffsets(3).build());
    batches.add(new RecordBatchBuilder().skipOffsets(1).append(7, null, new byte[200]).skipOffsets(2).build());
    return batches;
  }

  @Test
  void a2_everyChangedByteIsJudgedAsKafkaJudgesIt() {
    int accepted = 0;
    int refused = 0;
    for (ByteBuffer batch : logBatches()) {
      for (int at = 0; at < batch.limit(); at++) {
        for (int mask : MASKS) {
          ByteBuffer changed = changed(batch, at, mask);
          boolean kafka = kafkaAccepts(changed);
          String what = "byte " + at + " of " + batch.limit() + " mask " + mask;
          assertEquals(kafka, readerAccepts(changed), what);
          assertEquals(outsideTheCrc(at), kafka, what);
          // Kafka reads a negative base offset; a log never holds one, so a replica's is refused here.
          boolean negative = changed.getLong(0) < 0;
          assertEquals(kafka && !negative, validatorAccepts(changed, BatchOrigin.REPLICA), what);
          accepted += kafka ? 1 : 0;
          refused += kafka ? 0 : 1;
        }
      }
    }
    assertEquals(7 * 12 * MASKS.length, accepted, "base offset and leader epoch of each batch");
    assertTrue(refused > 4_000, () -> "too few bytes to be worth it");
  }

  @Test
  void a2_aClientsChangedByteIsJudgedAsKafkaJudgesIt() {
    for (ByteBuffer batch : clientBatches()) {
      for (int at = 0; at < batch.limit(); at++) {
        for (int mask : MASKS) {
          ByteBuffer changed = changed(batch, at, mask);
          assertEquals(kafkaAccepts(changed), validatorAccepts(changed, BatchOrigin.CLIENT), "byte " + at);
        }
      }
    }
  }

  @Test
  void a2_anyShorterOrLongerBatchIsRefused() {
    for (ByteBuffer batch : logBatches()) {
      for (int size = 0; size < batch.limit(); size++) {
        ByteBuffer cut = batch.duplicate().limit(size);
        assertFalse(kafkaAccepts(cut), "cut to " + size);
        assertFalse(readerAccepts(cut), "cut to " + size);
        assertFalse(validatorAccepts(cut, BatchOrigin.REPLICA), "cut to " + size);
      }
      ByteBuffer longer = ByteBuffer.allocate(batch.limit() + 1).put(batch.duplicate()).rewind();
      assertFalse(validatorAccepts(longer, BatchOrigin.REPLICA), "one byte more");
    }
  }

  /** Behind a matching CRC only the walk over header and records stands. */
  @Test
  void a2_behindAMatchingCrcTheRecordsAreReadAsKafkaReadsThem() {
    int both = 0;
    int stricter = 0;
    for (ByteBuffer batch : logBatches()) {
      // Kafka allocates whatever size a damaged compressed record declares: header bytes alone are changed there.
      boolean compressed = view.wrap(batch, 0).compression() != Compression.NONE;
      int end = compressed ? RecordBatchLayout.RECORDS_AT : batch.limit();
      for (int at = RecordBatchLayout.ATTRIBUTES_AT; at < end; at++) {
        for (int mask : MASKS) {
          ByteBuffer changed = withCrc(changed(batch, at, mask));
          boolean kafka = kafkaAccepts(changed);
          boolean ours = readerAccepts(changed);
          String what = "byte " + at + " of " + batch.limit() + " mask " + mask;
          assertTrue(kafka || !ours, () -> "accepted here and refused by Kafka: " + what);
          if (kafka && !ours) {
            assertEquals(0, view.wrap(changed, 0).recordCount(), () -> "accepted by Kafka and refused here: " + what);
            stricter++;
          } else if (kafka) {
            KafkaView.assertRecords(KafkaView.batchIn(changed), view.wrap(changed, 0), records);
            both++;
          }
          if (!ours && view.wrap(changed, 0).compressionId() == 0) {
            assertFalse(validatorAccepts(changed, BatchOrigin.CLIENT), what);
            assertFalse(validatorAccepts(changed, BatchOrigin.REPLICA), what);
          }
        }
      }
    }
    assertEquals("both 3307, stricter 3", "both " + both + ", stricter " + stricter);
  }

  @Test
  void a2_damagedCompressedRecordsAreRefusedTyped() {
    ByteBuffer batch = BatchSample.small(Compression.GZIP, 30).built();
    int refused = 0;
    for (int at = RecordBatchLayout.RECORDS_AT; at < batch.limit(); at++) {
      for (int mask : MASKS) {
        refused += readerAccepts(withCrc(changed(batch, at, mask))) ? 0 : 1;
      }
    }
    int changes = (batch.limit() - RecordBatchLayout.RECORDS_AT) * MASKS.length;
    // Gzip's own header has bytes that do not matter: modification time, extra flags, operating system, some flags.
    assertTrue(refused > changes - 10 * MASKS.length, refused + " of " + changes);
  }

  private static boolean outsideTheCrc(int at) {
    return at < RecordBatchLayout.BATCH_LENGTH_AT
        || (at >= RecordBatchLayout.LEADER_EPOCH_AT && at < RecordBatchLayout.MAGIC_AT);
  }

  private static ByteBuffer changed(ByteBuffer batch, int at, int mask) {
    ByteBuffer copy = ByteBuffer.allocate(batch.limit()).put(0, batch, 0, batch.limit());
    return copy.put(at, (byte) (copy.get(at) ^ mask));
  }

  private static ByteBuffer withCrc(ByteBuffer batch) {
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(RecordBatchLayout.ATTRIBUTES_AT));
    return batch.putInt(RecordBatchLayout.CRC_AT, (int) crc.getValue());
  }

  private static boolean kafkaAccepts(ByteBuffer bytes) {
    try {
      Iterator<MutableRecordBatch> batches = MemoryRecords.readableRecords(bytes.duplicate()).batches().iterator();
      if (!batches.hasNext()) {
        return false;
      }
      MutableRecordBatch batch = batches.next();
      batch.ensureValid();
      // The plain iterator of a compressed batch allocates a list of as many records as the header declares.
      try (CloseableIterator<?> all = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
        all.forEachRemaining(r -> { });
      }
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** What a reader of stored batches does: whole, right magic, right CRC, every record. */
  private boolean readerAccepts(ByteBuffer bytes) {
    try {
      if (!view.wrap(bytes, 0).hasValidCrc()) {
        return false;
      }
      records.reset(view);
      while (records.hasNext()) {
        records.next();
      }
      return true;
    } catch (IllegalArgumentException | UnsupportedCodecException e) {
      return false;
    }
  }

  private boolean validatorAccepts(ByteBuffer bytes, BatchOrigin origin) {
    try {
      validator.validate(bytes, origin);
      return true;
    } catch (InvalidBatchException | UnsupportedBatchFormatException e) {
      return false;
    }
  }
}
