package io.duolog.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;

/** What this package writes Kafka's client reads, and the other way round, field by field. */
class KafkaOracleTest {

  private static final int SAMPLES = 10_000;

  @Test
  void a2_randomBatchesAreTheSameToKafkaInBothDirections() {
    long seed = BatchSample.seed("KafkaOracleTest");
    Random random = new Random(seed);
    RecordBatchBuilder builder = new RecordBatchBuilder();
    RecordBatch view = new RecordBatch();
    RecordIterator records = new RecordIterator();
    BatchValidator validator = new BatchValidator(Integer.MAX_VALUE);
    Totals totals = new Totals();
    for (int i = 0; i < SAMPLES; i++) {
      BatchSample sample = BatchSample.random(random);
      ByteBuffer ours = sample.in(builder).build();
      ByteBuffer kafkas = sample.builtByKafka();
      if (sample.compression() == Compression.NONE) {
        assertEquals(kafkas, ours, () -> "bytes of " + sample);
        assertEquals(builder.estimatedSizeBytes(), ours.remaining(), "estimate");
        totals.add(view.wrap(ours, 0));
      } else {
        totals.gzipBatches++;
      }
      KafkaView.assertSame(ours, view.wrap(ours, 0), records);
      KafkaView.assertSame(kafkas, view.wrap(kafkas, 0), records);
      assertEquals(sample.maxTimestamp(), view.maxTimestamp(), "maxTimestamp");
      for (BatchOrigin origin : BatchOrigin.values()) {
        assertEquals(sample.entries().size(), validator.validate(ours, origin).recordCount());
        assertEquals(sample.entries().size(), validator.validate(kafkas, origin).recordCount());
      }
    }
    if (seed == BatchSample.DEFAULT_SEED) {
      String golden = "uncompressed 7555, bytes 10472065, records 33404, crcs 16431342171742, gzip 2445";
      assertEquals(golden, totals.toString());
    }
  }

  @Test
  void logAppendTimeBatchesAreReadAsKafkaReadsThem() {
    Random random = new Random(BatchSample.seed("KafkaOracleTest"));
    RecordBatch view = new RecordBatch();
    RecordIterator records = new RecordIterator();
    for (int i = 0; i < 200; i++) {
      BatchSample sample = BatchSample.random(random);
      ByteBuffer kafkas = sample.builtByKafka(TimestampType.LOG_APPEND_TIME, 1_790_000_000_000L + i);
      KafkaView.assertSame(kafkas, view.wrap(kafkas, 0), records);
      assertEquals(io.duolog.record.TimestampType.LOG_APPEND_TIME, view.timestampType());
      ByteBuffer ours = sample.in(new RecordBatchBuilder())
          .timestampType(io.duolog.record.TimestampType.LOG_APPEND_TIME).build();
      KafkaView.assertSame(ours, view.wrap(ours, 0), records);
    }
  }

  @Test
  void x1_markersAreByteIdenticalToKafkas() {
    for (TransactionMarker.Type type : TransactionMarker.Type.values()) {
      ControlRecordType kafkaType = ControlRecordType.valueOf(type.name());
      for (int epoch : new int[] {0, 1, 77, Integer.MAX_VALUE}) {
        ByteBuffer kafkas = MemoryRecords.withEndTransactionMarker(41, 1_780_000_000_123L, 6, 1_000L + epoch, (short) 3,
            new EndTransactionMarker(kafkaType, epoch)).buffer();
        ByteBuffer ours = new TransactionMarker(type, epoch).toBatch(1_000L + epoch, (short) 3, 1_780_000_000_123L);
        RecordBatchLayout.stamp(ours, 0, 41, 6);
        assertEquals(kafkas, ours, type + " " + epoch);

        RecordBatch view = new RecordBatch().wrap(ours, 0);
        KafkaView.assertSame(ours, view, new RecordIterator());
        assertTrue(view.isControl());
        Record record = new RecordIterator().reset(view).next();
        assertTrue(TransactionMarker.isMarker(record));
        assertEquals(new TransactionMarker(type, epoch), TransactionMarker.of(record));
        EndTransactionMarker read = EndTransactionMarker.deserialize(KafkaView.batchIn(ours).iterator().next());
        assertEquals(new EndTransactionMarker(kafkaType, epoch), read);
      }
    }
  }

  @Test
  void controlRecordsOfOtherKindsAreNoMarkers() {
    ByteBuffer leaderChange = MemoryRecords.withLeaderChangeMessage(0, 5, 1, ByteBuffer.allocate(512),
        new org.apache.kafka.common.message.LeaderChangeMessage()).buffer();
    RecordBatch view = new RecordBatch().wrap(leaderChange, 0);
    KafkaView.assertSame(leaderChange, view, new RecordIterator());
    Record record = new RecordIterator().reset(view).next();
    assertFalse(TransactionMarker.isMarker(record));
    InvalidBatchException e = org.junit.jupiter.api.Assertions.assertThrows(InvalidBatchException.class,
        () -> TransactionMarker.of(record));
    assertEquals(InvalidBatchException.Reason.CONTROL, e.reason());
  }

  @Test
  void a2_compactedAndEmptyBatchesAreReadAsKafkaReadsThem() {
    ByteBuffer compacted = new RecordBatchBuilder().baseOffset(100).skipOffsets(2).append(5, null, new byte[] {1})
        .skipOffsets(3).append(4, new byte[] {2}, null).skipOffsets(1).build();
    RecordBatch view = new RecordBatch().wrap(compacted, 0);
    KafkaView.assertSame(compacted, view, new RecordIterator());
    assertEquals(107, view.lastOffset());
    assertEquals(2, new BatchValidator(1 << 20).validate(compacted, BatchOrigin.REPLICA).recordCount());

    ByteBuffer empty = ByteBuffer.allocate(RecordBatchLayout.HEADER_SIZE_BYTES);
    org.apache.kafka.common.record.internal.DefaultRecordBatch.writeEmptyHeader(empty, (byte) 2, 8, (short) 2, 30, 200,
        209, 4, TimestampType.CREATE_TIME, 1_000, true, false);
    empty.flip();
    KafkaView.assertSame(empty, view.wrap(empty, 0), new RecordIterator());
    assertEquals(0, new BatchValidator(1 << 20).validate(empty, BatchOrigin.REPLICA).recordCount());
    assertEquals(List.of(200L, 210L), List.of(view.baseOffset(), view.nextOffset()));
    ByteBuffer ourEmpty = new RecordBatchBuilder().baseOffset(3).skipOffsets(4).build();
    KafkaView.assertSame(ourEmpty, view.wrap(ourEmpty, 0), new RecordIterator());
  }

  private static final class Totals {
    private int batches;
    private long bytes;
    private long records;
    private long crcs;
    private int gzipBatches;

    void add(RecordBatch batch) {
      batches++;
      bytes += batch.sizeBytes();
      records += batch.recordCount();
      crcs += batch.crc();
    }

    @Override
    public String toString() {
      return "uncompressed " + batches + ", bytes " + bytes + ", records " + records + ", crcs " + crcs + ", gzip "
          + gzipBatches;
    }
  }
}
