package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.conformance.workload.Loopback;
import io.duolog.record.TransactionMarker;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.Compaction;
import io.duolog.storage.Durability;
import io.duolog.storage.EngineCapability;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.KeyLookup;
import io.duolog.storage.Origin;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionState;
import io.duolog.storage.ProducerPrecondition;
import io.duolog.storage.Producers;
import io.duolog.storage.ReadIntent;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TagFilter;
import io.duolog.storage.Transactions;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.function.Executable;

/** Asserts that an engine refuses what it does not declare, as the interface documents. Confined to a test. */
final class Refusals {
  private static final String TOPIC = "refused";
  private static final AppendOptions COORDINATOR =
      new AppendOptions(
          Durability.BUFFERED, Origin.COORDINATOR, AppendOptions.NO_EPOCH, ProducerPrecondition.NONE);
  private static final ReadOptions WITH_EPOCH =
      new ReadOptions(Isolation.LOG_END, ReadIntent.CATCH_UP, true, false, 0);

  private final StorageContract contract;
  private final Path store;

  Refusals(StorageContract contract) {
    this.contract = contract;
    this.store = contract.directory.resolve("refusals");
  }

  /**
   * Asserts the refusal of a capability that the engine does not declare.
   *
   * @throws AssertionError if the engine pretends
   */
  void require(Capability capability) throws IOException {
    if (capability == Capability.INSPECTION) {
      refuses(capability, () -> contract.provider().inspect(store));
      refuses(capability, () -> contract.provider().maintenance(store));
      return;
    }
    StorageEngine engine = contract.open(store);
    PartitionLog log = StorageContract.create(engine, TOPIC, 0);
    contract.append(log, Batches.text("stored before the refusal"));
    switch (capability) {
      case PERSISTENCE -> nothingOutlives(engine);
      case SYNCED_DURABILITY -> nothingIsForced(engine, log);
      case ZERO_COPY_TRANSFER -> transfersAreCounted(engine, log);
      case FOREIGN_TRANSFER_MODES -> aForeignModeIsRefused(log);
      case KEY_LOOKUP -> lacks(engine, KeyLookup.class, capability);
      case TAG_FILTER -> assertFalse(log instanceof TagFilter, "a tag filter without its capability");
      case IDEMPOTENT_PRODUCERS -> producersAreRefused(engine, log);
      case TRANSACTIONS -> transactionsAreRefused(engine, log);
      case TRUNCATION -> cutsAreRefused(engine, log);
      case REPLICATION -> replicasAreRefused(log);
      case PARTITION_LIFE -> lifeIsRefused(engine, log);
      case RETENTION -> refuses(capability, () -> engine.maintain(Batches.EPOCH_MILLIS));
      case COMPACTION -> lacks(engine, Compaction.class, capability);
      case SNAPSHOT -> refuses(capability, () -> engine.snapshot(contract.directory.resolve("snapshot")));
      case INSPECTION -> throw new AssertionError("asserted above");
    }
    if (capability != Capability.PERSISTENCE) {
      assertEquals(1, log.offsets().logEnd(), "a refused call left a trace");
      engine.close();
    }
  }

  private static void refuses(Capability capability, Executable call) {
    UnsupportedOperationByEngineException refusal =
        assertThrows(UnsupportedOperationByEngineException.class, call, () -> "without " + capability);
    assertEquals(capability, refusal.capability());
  }

  private static void lacks(
      StorageEngine engine, Class<? extends EngineCapability> type, Capability capability) {
    refuses(capability, () -> engine.capability(type));
  }

  private void nothingOutlives(StorageEngine engine) {
    engine.close();
    StorageEngine again = contract.open(store);
    assertEquals(RecoveryReport.Kind.NEW, again.recoveryReport().kind());
    assertEquals(List.of(), again.partitions().list());
    again.close();
  }

  private void nothingIsForced(StorageEngine engine, PartitionLog log) {
    refuses(
        Capability.SYNCED_DURABILITY,
        () -> log.append(contract.buffers.of(Batches.text("x")), AppendOptions.SYNCED));
    refuses(Capability.SYNCED_DURABILITY, engine::sync);
    assertEquals(0, log.offsets().durable());
  }

  private static void transfersAreCounted(StorageEngine engine, PartitionLog log) throws IOException {
    FetchResult result = Contents.fetch(log, 0, Contents.READ_BYTES, ReadOptions.LOG_END);
    try (Loopback loopback = Loopback.open()) {
      loopback.transfer(result, TransferMode.ENGINE);
      assertEquals(result.sizeBytes(), engine.stats().copiedBytes(), "copied bytes");
    } finally {
      result.release();
    }
  }

  private static void aForeignModeIsRefused(PartitionLog log) throws IOException {
    List<TransferMode> refused = new ArrayList<>();
    FetchResult result = Contents.fetch(log, 0, Contents.READ_BYTES, ReadOptions.LOG_END);
    try {
      for (TransferMode mode : List.of(TransferMode.SENDFILE, TransferMode.GATHER)) {
        try (Loopback loopback = Loopback.open()) {
          loopback.transfer(result, mode);
        } catch (UnsupportedOperationByEngineException e) {
          assertEquals(Capability.FOREIGN_TRANSFER_MODES, e.capability());
          refused.add(mode);
        }
      }
      assertTrue(!refused.isEmpty(), "neither SENDFILE nor GATHER is refused");
    } finally {
      result.release();
    }
  }

  private void producersAreRefused(StorageEngine engine, PartitionLog log) {
    lacks(engine, Producers.class, Capability.IDEMPOTENT_PRODUCERS);
    refuses(
        Capability.IDEMPOTENT_PRODUCERS,
        () -> log.append(contract.buffers.of(Batches.idempotent(false)), AppendOptions.BUFFERED));
  }

  private void transactionsAreRefused(StorageEngine engine, PartitionLog log) {
    lacks(engine, Transactions.class, Capability.TRANSACTIONS);
    refuses(
        Capability.TRANSACTIONS,
        () -> log.append(contract.buffers.of(Batches.idempotent(true)), AppendOptions.BUFFERED));
    TransactionMarker marker = new TransactionMarker(TransactionMarker.Type.COMMIT, 0);
    refuses(
        Capability.TRANSACTIONS,
        () -> log.append(
            contract.buffers.of(marker.toBatch(7, (short) 0, Batches.EPOCH_MILLIS)), COORDINATOR));
  }

  private static void cutsAreRefused(StorageEngine engine, PartitionLog log) {
    refuses(Capability.TRUNCATION, () -> log.truncateTo(0));
    refuses(Capability.TRUNCATION, () -> log.trimTo(0));
    refuses(Capability.TRUNCATION, () -> log.resetTo(5));
    refuses(Capability.TRUNCATION, () -> log.fence(1));
    refuses(
        Capability.TRUNCATION,
        () -> engine.partitions().truncateAll(Map.of(log.descriptor().identity(), 0L)));
  }

  private void replicasAreRefused(PartitionLog log) {
    refuses(
        Capability.REPLICATION,
        () -> log.appendReplica(contract.buffers.of(Batches.text("x")), Durability.BUFFERED));
    refuses(Capability.REPLICATION, () -> log.epochEndOffset(0));
    refuses(Capability.REPLICATION, () -> log.read(0, Contents.READ_BYTES, WITH_EPOCH));
  }

  private static void lifeIsRefused(StorageEngine engine, PartitionLog log) {
    PartitionState empty = new PartitionState(0, 0, List.of(), List.of(), List.of());
    refuses(
        Capability.PARTITION_LIFE,
        () -> engine.partitions().delete(List.of(log.descriptor().identity())));
    refuses(
        Capability.PARTITION_LIFE,
        () -> engine.partitions().exportState(log.descriptor().identity(), 0));
    refuses(
        Capability.PARTITION_LIFE,
        () -> engine.partitions().beginImport(log.descriptor().spec(), empty));
  }
}
