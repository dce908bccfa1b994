package io.duolog.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;

/** Stateless. Reads the same bytes with this package and with Kafka's client and demands the same of both. */
final class KafkaView {

  private KafkaView() {}

  /** The one batch in the buffer, as Kafka's client sees it. */
  static MutableRecordBatch batchIn(ByteBuffer bytes) {
    Iterator<MutableRecordBatch> batches = MemoryRecords.readableRecords(bytes.duplicate()).batches().iterator();
    assertTrue(batches.hasNext(), "Kafka finds no batch");
    MutableRecordBatch batch = batches.next();
    assertFalse(batches.hasNext(), "Kafka finds a second batch");
    return batch;
  }

  /** Compares every field of the header and of every record. */
  static void assertSame(ByteBuffer bytes, RecordBatch ours, RecordIterator records) {
    MutableRecordBatch kafka = batchIn(bytes);
    kafka.ensureValid();
    assertTrue(ours.hasValidCrc(), "CRC");
    assertHeader(kafka, ours);
    assertRecords(kafka, ours, records);
  }

  private static void assertHeader(MutableRecordBatch kafka, RecordBatch ours) {
    assertEquals(kafka.baseOffset(), ours.baseOffset(), "baseOffset");
    assertEquals(kafka.sizeInBytes(), ours.sizeBytes(), "sizeBytes");
    assertEquals(kafka.partitionLeaderEpoch(), ours.leaderEpoch(), "leaderEpoch");
    assertEquals(kafka.magic(), ours.magic(), "magic");
    assertEquals(kafka.checksum(), ours.crc(), "crc");
    assertEquals(kafka.checksum(), ours.computeCrc(), "computeCrc");
    assertEquals(kafka.compressionType().id, ours.compression().id(), "compression");
    assertEquals(kafka.compressionType().name(), ours.compression().name(), "compression");
    assertEquals(kafka.timestampType().name(), ours.timestampType().name(), "timestampType");
    assertEquals(kafka.isTransactional(), ours.isTransactional(), "isTransactional");
    assertEquals(kafka.isControlBatch(), ours.isControl(), "isControl");
    assertEquals(kafka.deleteHorizonMs().isPresent(), ours.hasDeleteHorizon(), "hasDeleteHorizon");
    assertEquals(kafka.lastOffset(), ours.lastOffset(), "lastOffset");
    assertEquals(kafka.lastOffset() - kafka.baseOffset(), ours.lastOffsetDelta(), "lastOffsetDelta");
    assertEquals(kafka.nextOffset(), ours.nextOffset(), "nextOffset");
    assertEquals(
        ((org.apache.kafka.common.record.internal.DefaultRecordBatch) kafka).baseTimestamp(), ours.baseTimestamp(),
        "baseTimestamp");
    assertEquals(kafka.maxTimestamp(), ours.maxTimestamp(), "maxTimestamp");
    assertEquals(kafka.producerId(), ours.producerId(), "producerId");
    assertEquals(kafka.hasProducerId(), ours.hasProducer(), "hasProducer");
    assertEquals(kafka.producerEpoch(), ours.producerEpoch(), "producerEpoch");
    assertEquals(kafka.baseSequence(), ours.baseSequence(), "baseSequence");
    assertEquals(kafka.lastSequence(), ours.lastSequence(), "lastSequence");
    assertEquals(kafka.countOrNull(), ours.recordCount(), "recordCount");
  }

  /** Walks both iterators side by side; throws what the first of them throws. */
  static void assertRecords(MutableRecordBatch kafka, RecordBatch ours, RecordIterator records) {
    records.reset(ours);
    for (org.apache.kafka.common.record.internal.Record expected : kafka) {
      assertTrue(records.hasNext(), "Kafka has more records");
      assertRecord(expected, records.next());
    }
    assertFalse(records.hasNext(), "Kafka has fewer records");
  }

  private static void assertRecord(org.apache.kafka.common.record.internal.Record kafka, Record ours) {
    assertEquals(kafka.offset(), ours.offset(), "offset");
    assertEquals(kafka.timestamp(), ours.timestamp(), "timestamp");
    if (ours.offsetDelta() >= 0) {
      // What "before the first record" means for sequence numbers nobody has defined: only a damaged record has it.
      assertEquals(kafka.sequence(), ours.sequence(), "sequence");
    }
    assertEquals(kafka.sizeInBytes(), ours.sizeBytes(), "sizeBytes");
    assertEquals(kafka.hasKey(), ours.hasKey(), "hasKey");
    assertEquals(kafka.key(), ours.key(), "key");
    assertEquals(kafka.hasValue(), ours.hasValue(), "hasValue");
    assertEquals(kafka.value(), ours.value(), "value");
    Header[] expected = kafka.headers();
    assertEquals(expected.length, ours.headerCount(), "headerCount");
    List<RecordHeader> headers = ours.headerList();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i].key(), headers.get(i).key(), "header key");
      byte[] value = expected[i].value();
      assertEquals(value == null ? null : ByteBuffer.wrap(value), headers.get(i).value(), "header value");
    }
  }
}
