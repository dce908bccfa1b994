package io.duolog.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.junit.jupiter.api.Test;

/** The document of the format against the layout class, the code and Kafka's client. */
class FormatDocumentTest {

  private final FormatDocument document = FormatDocument.load();

  @Test
  void theTableHasTheLayoutsPositions() {
    Map<String, Integer> layout = new LinkedHashMap<>();
    layout.put("base offset", RecordBatchLayout.BASE_OFFSET_AT);
    layout.put("batch length", RecordBatchLayout.BATCH_LENGTH_AT);
    layout.put("leader epoch", RecordBatchLayout.LEADER_EPOCH_AT);
    layout.put("magic", RecordBatchLayout.MAGIC_AT);
    layout.put("crc", RecordBatchLayout.CRC_AT);
    layout.put("attributes", RecordBatchLayout.ATTRIBUTES_AT);
    layout.put("last offset delta", RecordBatchLayout.LAST_OFFSET_DELTA_AT);
    layout.put("base timestamp", RecordBatchLayout.BASE_TIMESTAMP_AT);
    layout.put("max timestamp", RecordBatchLayout.MAX_TIMESTAMP_AT);
    layout.put("producer id", RecordBatchLayout.PRODUCER_ID_AT);
    layout.put("producer epoch", RecordBatchLayout.PRODUCER_EPOCH_AT);
    layout.put("base sequence", RecordBatchLayout.BASE_SEQUENCE_AT);
    layout.put("record count", RecordBatchLayout.RECORD_COUNT_AT);
    layout.put("records", RecordBatchLayout.RECORDS_AT);
    Map<String, Integer> table = new LinkedHashMap<>();
    document.header().forEach((name, field) -> table.put(name, field.position()));
    assertEquals(List.copyOf(layout.entrySet()), List.copyOf(table.entrySet()));
  }

  @Test
  void theFieldsOfTheTableHaveNoGaps() {
    int next = 0;
    for (FormatDocument.Field field : document.header().values()) {
      assertEquals(next, field.position());
      next += field.size();
    }
    assertEquals(61, next);
  }

  @Test
  void theTotalsAreThoseOfTheFormat() {
    assertEquals(61, RecordBatchLayout.HEADER_SIZE_BYTES);
    assertEquals(61, DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    assertEquals(12, RecordBatchLayout.LENGTH_OVERHEAD_BYTES);
    assertEquals(21, RecordBatchLayout.ATTRIBUTES_AT);
    assertEquals(DefaultRecordBatch.CRC_OFFSET, RecordBatchLayout.CRC_AT);
    assertEquals(DefaultRecordBatch.LAST_OFFSET_DELTA_OFFSET, RecordBatchLayout.LAST_OFFSET_DELTA_AT);
    assertEquals(DefaultRecordBatch.RECORDS_COUNT_OFFSET, RecordBatchLayout.RECORD_COUNT_AT);
    assertEquals(0x7F, RecordBatchLayout.COMPRESSION_MASK | RecordBatchLayout.LOG_APPEND_TIME_MASK
        | RecordBatchLayout.TRANSACTIONAL_MASK | RecordBatchLayout.CONTROL_MASK
        | RecordBatchLayout.DELETE_HORIZON_MASK);
  }

  @Test
  void theExampleIsWhatTheTextSays() {
    ByteBuffer dump = document.dumps().get(0);
    RecordBatch batch = new RecordBatch().wrap(dump, 0);
    KafkaView.assertSame(dump, batch, new RecordIterator());
    assertEquals(93, batch.sizeBytes());
    assertEquals(0x1e7409b4L, batch.crc());
    assertEquals("RecordBatch[baseOffset=42, lastOffsetDelta=1, sizeBytes=93, leaderEpoch=7, magic=2, attributes=16, "
        + "maxTimestamp=1000, producerId=4096, recordCount=2]", batch.toString());
    assertEquals(List.of(2, 10, 11), List.of((int) batch.producerEpoch(), batch.baseSequence(), batch.lastSequence()));
    Record first = new RecordIterator().reset(batch).next();
    assertEquals(List.of(RecordHeader.of("TAGS", "red"), RecordHeader.of("n", (byte[]) null)), first.headerList());

    ByteBuffer built = new RecordBatchBuilder().baseOffset(42).leaderEpoch(7).producer(4096, (short) 2, 10)
        .transactional(true)
        .append(1000, utf8("k1"), utf8("v1"),
            List.of(RecordHeader.of("TAGS", "red"), RecordHeader.of("n", (byte[]) null)))
        .append(990, null, utf8("v2"))
        .build();
    assertEquals(dump, built);
    assertEquals(BatchOrigin.values().length, accepted(dump));
  }

  @Test
  void x1_theMarkerIsWhatTheTextSays() {
    ByteBuffer dump = document.dumps().get(1);
    assertEquals(dump, new TransactionMarker(TransactionMarker.Type.COMMIT, 5).toBatch(4096, (short) 2, 1000));
    KafkaView.assertSame(dump, new RecordBatch().wrap(dump, 0), new RecordIterator());
    assertEquals(2, accepted(dump), "coordinator and replica");
    assertEquals(2, document.dumps().size());
  }

  private static int accepted(ByteBuffer batch) {
    BatchValidator validator = new BatchValidator(1 << 20);
    int accepted = 0;
    for (BatchOrigin origin : BatchOrigin.values()) {
      try {
        validator.validate(batch, origin);
        accepted++;
      } catch (InvalidBatchException e) {
        assertEquals(InvalidBatchException.Reason.CONTROL, e.reason());
      }
    }
    return accepted;
  }

  @Test
  void l4_theBloomsAreThoseOfTheTable() {
    Map<String, Long> blooms = document.blooms();
    assertEquals(3, blooms.size());
    blooms.forEach((tag, bloom) -> assertEquals(bloom, RecordTags.bloomOf(tag), tag));
    RecordBatch batch = new RecordBatch().wrap(document.dumps().get(0), 0);
    assertEquals(blooms.get("red"), new RecordTags().bloomOf(batch));
  }

  @Test
  void a2_everyReasonOfTheTableExists() {
    List<String> reasons = document.reasons();
    reasons.forEach(InvalidBatchException.Reason::valueOf);
    assertTrue(reasons.size() >= 12, reasons.toString());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
