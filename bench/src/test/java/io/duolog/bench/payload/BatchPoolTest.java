package io.duolog.bench.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.record.RecordBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPoolTest {
  @Test
  void batchesHoldTheirRecordsAndCarryTheirChecksum() {
    BatchPool pool = BatchPool.build(SizedPayload.make(100, 0), 32);
    assertEquals(32, pool.recordCounts().getFirst());
    RecordBatch batch = new RecordBatch().wrap(pool.batches().getFirst(), 0);
    assertEquals(32, batch.recordCount());
    assertTrue(batch.hasValidCrc());
  }

  @Test
  void aBatchStaysBelowTheBatchLimit() {
    byte[] large = new byte[400_000];
    Payload payload =
        new Payload(List.of(large, large, large, large), new Payload.Source("large", 4, 1_600_000, 1, 1, 1));
    BatchPool pool = BatchPool.build(payload, 32);
    assertEquals(2, pool.recordCounts().getFirst());
  }

  @Test
  void producersHaveViewsOfTheirOwn() {
    BatchPool pool = BatchPool.build(SizedPayload.make(1024, 0), 1);
    BatchPool.Share first = pool.share(0, 16);
    BatchPool.Share last = pool.share(15, 16);
    assertEquals(pool.batches().size() / 16, first.buffers().length);
    assertNotSame(first.buffers()[0], last.buffers()[0]);
    assertNotSame(first.buffers()[0], pool.share(0, 16).buffers()[0]);
  }
}
