package io.duolog.storage;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CapabilityCheckTest {
  private static final Set<Capability> NONE = Set.of();
  private static final Set<Capability> ALL = EnumSet.allOf(Capability.class);

  @Test
  void anAppendNeedsWhatItsBatchAndOptionsPromise() {
    RecordBatch plain = batch(new RecordBatchBuilder());
    RecordBatch idempotent = batch(new RecordBatchBuilder().producer(1, (short) 0, 0));
    RecordBatch transactional = batch(new RecordBatchBuilder().producer(1, (short) 0, 0).transactional(true));
    assertDoesNotThrow(() -> CapabilityCheck.append(plain, AppendOptions.BUFFERED, NONE));
    assertEquals(Capability.SYNCED_DURABILITY, missing(plain, AppendOptions.SYNCED));
    assertEquals(Capability.IDEMPOTENT_PRODUCERS, missing(idempotent, AppendOptions.BUFFERED));
    assertEquals(Capability.TRANSACTIONS, missing(transactional, AppendOptions.BUFFERED));
    assertDoesNotThrow(() -> CapabilityCheck.append(transactional, AppendOptions.SYNCED, ALL));
  }

  @Test
  void aDivergenceCheckNeedsReplication() {
    ReadOptions withEpoch = new ReadOptions(Isolation.LOG_END, ReadIntent.TAIL, true, false, 3);
    assertDoesNotThrow(() -> CapabilityCheck.read(ReadOptions.LOG_END, NONE));
    assertDoesNotThrow(() -> CapabilityCheck.read(withEpoch, ALL));
    UnsupportedOperationByEngineException refusal =
        assertThrows(UnsupportedOperationByEngineException.class, () -> CapabilityCheck.read(withEpoch, NONE));
    assertEquals(Capability.REPLICATION, refusal.capability());
  }

  private static Capability missing(RecordBatch batch, AppendOptions options) {
    return assertThrows(
            UnsupportedOperationByEngineException.class, () -> CapabilityCheck.append(batch, options, NONE))
        .capability();
  }

  private static RecordBatch batch(RecordBatchBuilder builder) {
    return new RecordBatch().wrap(builder.append(1, null, new byte[] {1}).build(), 0);
  }
}
