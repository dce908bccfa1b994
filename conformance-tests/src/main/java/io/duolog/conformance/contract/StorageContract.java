package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.report.TestedEngine;
import io.duolog.conformance.workload.LentBuffers;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.CloseReport;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What all contracts share: a directory, lent buffers, engines that are closed and looked at after the test. Confined
 * to the thread of the test.
 */
@ExtendWith({RuleReporter.class, LeakCheck.class, CapabilityGate.class})
public abstract class StorageContract implements TestedEngine {
  /** Data files of the contracts' stores: small, so that rolls are common. */
  protected static final long FILE_SIZE_BYTES = 64 * 1024;

  /** Largest batch of the contracts' stores. */
  protected static final long MAX_BATCH_BYTES = 16 * 1024;

  /** Buffers lent to engines; taken back, and checked, after the test. */
  protected final LentBuffers buffers = new LentBuffers();

  private final List<StorageEngine> engines = new ArrayList<>();

  @TempDir Path directory;

  /** For subclasses. */
  protected StorageContract() {}

  /** The engine to be tested. */
  protected abstract StorageProvider provider();

  @Override
  public final String engineName() {
    return provider().name();
  }

  /** The configuration of the stores; a subclass may add keys of its engine. */
  protected StorageConfig config() {
    return StorageConfig.defaults()
        .with(StorageKeys.FILE_SIZE_BYTES, FILE_SIZE_BYTES)
        .with(StorageKeys.MAX_BATCH_BYTES, MAX_BATCH_BYTES);
  }

  /** Whether the engine declares a capability. */
  protected final boolean has(Capability capability) {
    return provider().capabilities().contains(capability);
  }

  /** The level of appends that are to be as durable as this engine can make them. */
  protected final AppendOptions mostDurable() {
    return has(Capability.SYNCED_DURABILITY) ? AppendOptions.SYNCED : AppendOptions.BUFFERED;
  }

  /** A directory of this test's own, deleted after it. */
  protected final Path testDirectory() {
    return directory;
  }

  /** Directory of the store that {@link #open()} opens. */
  protected final Path storeDirectory() {
    return directory.resolve("store");
  }

  /** Opens the store of this test; it is closed after the test. */
  protected final StorageEngine open() {
    return open(storeDirectory());
  }

  /** Opens a store; it is closed after the test. */
  protected final StorageEngine open(Path store) {
    return open(store, config());
  }

  /** Opens the store of this test with a configuration of its own; it is closed after the test. */
  protected final StorageEngine open(StorageConfig config) {
    return open(storeDirectory(), config);
  }

  /** Opens the store of this test with resources of its own; it is closed after the test. */
  protected final StorageEngine open(EngineResources resources) {
    return open(storeDirectory(), config(), resources);
  }

  private StorageEngine open(Path store, StorageConfig config) {
    return open(store, config, EngineResources.create());
  }

  private StorageEngine open(Path store, StorageConfig config, EngineResources resources) {
    StorageEngine engine = provider().open(store, config, resources);
    engines.add(engine);
    return engine;
  }

  /** Closes an engine that must be clean, and opens its store again. */
  protected final StorageEngine reopen(StorageEngine engine) {
    assertEquals(CloseReport.CLEAN, engine.close(StorageEngine.DEFAULT_CLOSE_LIMIT), "what is still held");
    return open();
  }

  /** Creates partition {@code index} of the topic {@code name}. */
  protected static PartitionLog create(StorageEngine engine, String name, int index) {
    return engine.partitions().create(spec(name, index));
  }

  /** The partition {@code index} of the topic {@code name}, with an identity that follows from the name. */
  protected static PartitionSpec spec(String name, int index) {
    UUID topicId = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return new PartitionSpec(new PartitionIdentity(topicId, index), new TopicPartition(name, index));
  }

  /** The live partition of this name. */
  protected static PartitionLog find(StorageEngine engine, String name, int index) {
    TopicPartition wanted = new TopicPartition(name, index);
    return engine
        .partitions()
        .find(wanted)
        .orElseThrow(() -> new AssertionError("there is no partition " + wanted));
  }

  /** Appends as a client, buffered, from a lent buffer. */
  protected final long append(PartitionLog log, ByteBuffer batch) {
    return log.append(buffers.of(batch), AppendOptions.BUFFERED);
  }

  /** Closes what a test has opened; every result must have been released. */
  @AfterEach
  final void closeEngines() {
    for (StorageEngine engine : engines.reversed()) {
      CloseReport report = engine.close(StorageEngine.DEFAULT_CLOSE_LIMIT);
      assertTrue(report.isClean() || toleratesHeldResults(), () -> "what is still held: " + report);
    }
    buffers.takeBack();
  }

  /** Whether a test leaves results held on purpose when it closes its engine. */
  boolean toleratesHeldResults() {
    return false;
  }
}
