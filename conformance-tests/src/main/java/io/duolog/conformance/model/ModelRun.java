package io.duolog.conformance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.workload.Defect;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Durability;
import io.duolog.storage.EngineResources;
import io.duolog.storage.Isolation;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.error.FencedException;
import io.duolog.storage.error.UnsupportedFormatException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.function.Executable;

/** Runs the operations of a seed on an engine and on the oracle. Confined to one thread. */
final class ModelRun implements AutoCloseable {
  private static final int REMEMBERED = 25;

  private final StorageProvider provider;
  private final Path store;
  private final long seed;
  private final Oracle oracle = new Oracle();
  private final OperationSource source;
  private final List<PartitionLog> logs = new ArrayList<>();
  private final Deque<Operation> last = new ArrayDeque<>();
  private StorageEngine engine;
  private long done;

  private ModelRun(StorageProvider provider, Path store, long seed) {
    this.provider = provider;
    this.store = store;
    this.seed = seed;
    this.source = new OperationSource(seed, oracle, provider.capabilities());
    this.engine = provider.open(store, Oracle.config(), EngineResources.create());
  }

  /**
   * Opens a store that has seen the first {@code done} operations of {@code seed} and was then killed, and compares
   * everything that it holds; with 0, a new store.
   *
   * @throws AssertionError if the store does not hold what it should
   */
  static ModelRun open(StorageProvider provider, Path store, long seed, long done) {
    ModelRun run = new ModelRun(provider, store, seed);
    for (; run.done < done; run.done++) {
      run.oracle.apply(run.source.next());
    }
    run.explained(
        () -> {
          if (done > 0) {
            assertEquals(RecoveryReport.Kind.CRASHED, run.engine.recoveryReport().kind());
          }
          run.findLogs();
          run.compareAfterKill();
        },
        "the comparison after the kill");
    return run;
  }

  /**
   * Goes on to the operation with this number.
   *
   * @throws AssertionError with the seed and the last operations, if the answers differ
   */
  void runTo(long end) {
    for (; done < end; done++) {
      Operation operation = source.next();
      last.addLast(operation);
      if (last.size() > REMEMBERED) {
        last.removeFirst();
      }
      explained(() -> perform(operation), operation);
    }
  }

  private void explained(Runnable step, Object what) {
    try {
      step.run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          "operation " + done + " of seed " + seed + " (-Dduolog.seed=" + seed + "): " + what + "\n" + e
              + "\nlast operations:\n  " + String.join("\n  ", last.stream().map(Operation::toString).toList()),
          e);
    }
  }

  private void perform(Operation operation) {
    oracle.apply(operation);
    switch (operation) {
      case Operation.Create(int partition) -> logs.add(engine.partitions().create(Oracle.spec(partition)));
      case Operation.Append append -> append(append);
      case Operation.AppendDefect(int partition, Defect defect, long bytes) -> refuse(partition, defect, bytes);
      case Operation.AppendFenced(int partition, BatchPlan batch, int epoch) ->
          assertThrows(FencedException.class, () -> append(partition, batch.build(), options(epoch)));
      case Operation.Read read -> Answers.read(oracle, logs.get(read.partition()), read);
      case Operation.Lookup lookup ->
          Answers.lookup(oracle, logs.get(lookup.partition()), lookup.partition(), lookup.query());
      case Operation.Offsets(int partition, long offset) ->
          Answers.offsets(oracle, logs.get(partition), partition, offset);
      case Operation.Advance(int partition, long offset) ->
          assertEquals(oracle.highWatermark(partition), logs.get(partition).advanceHighWatermark(offset));
      case Operation.Sync() -> sync();
      case Operation.Reopen() -> reopen();
    }
  }

  private static AppendOptions options(int epoch) {
    return AppendOptions.BUFFERED.withLeaderEpoch(epoch);
  }

  private void append(Operation.Append append) {
    int partition = append.partition();
    AppendOptions options = append.durability() == Durability.SYNCED ? AppendOptions.SYNCED : AppendOptions.BUFFERED;
    ByteBuffer batch = append.batch().build();
    long base = append(partition, batch, options.withLeaderEpoch(append.epoch()));
    assertEquals(oracle.logEnd(partition) - append.batch().records(), base, "base offset");
    if (append.durability() == Durability.SYNCED) {
      long durable = logs.get(partition).endOffset(Isolation.DURABLE);
      assertTrue(durable >= oracle.durable(partition), () -> "acknowledged as synced, durable is " + durable);
    }
  }

  private long append(int partition, ByteBuffer batch, AppendOptions options) {
    ByteBuf buffer = Unpooled.wrappedBuffer(batch);
    long base = logs.get(partition).append(buffer, options);
    assertEquals(1, buffer.refCnt(), "references of the lent buffer");
    return base;
  }

  private void refuse(int partition, Defect defect, long bytes) {
    Executable append = () -> append(partition, defect.batch(bytes), AppendOptions.BUFFERED);
    RuntimeException refusal = assertThrows(RuntimeException.class, append);
    boolean isUnsupported = defect == Defect.OLD_MAGIC && refusal instanceof UnsupportedFormatException;
    assertTrue(isUnsupported || refusal instanceof IllegalArgumentException, refusal::toString);
    assertEquals(oracle.logEnd(partition), logs.get(partition).endOffset(Isolation.LOG_END), "a trace was left");
  }

  private void sync() {
    engine.sync();
    compareOffsets();
  }

  private void reopen() {
    assertTrue(engine.close(StorageEngine.DEFAULT_CLOSE_LIMIT).isClean(), "what is still held");
    engine = provider.open(store, Oracle.config(), EngineResources.create());
    assertEquals(RecoveryReport.Kind.CLEAN, engine.recoveryReport().kind());
    findLogs();
    compareOffsets();
  }

  private void findLogs() {
    List<PartitionSpec> expected = IntStream.range(0, oracle.partitions()).mapToObj(Oracle::spec).toList();
    assertEquals(expected, engine.partitions().list().stream().map(PartitionDescriptor::spec).toList());
    logs.clear();
    expected.forEach(spec -> logs.add(engine.partitions().find(spec.name()).orElseThrow()));
  }

  private void compareOffsets() {
    for (int partition = 0; partition < logs.size(); partition++) {
      Answers.offsets(oracle, logs.get(partition), partition, 0);
    }
  }

  /** The high watermark may be late after a kill, never ahead; it is brought up to where it was. */
  private void compareAfterKill() {
    for (int partition = 0; partition < logs.size(); partition++) {
      PartitionLog log = logs.get(partition);
      long mark = log.offsets().highWatermark();
      assertTrue(mark <= oracle.highWatermark(partition), () -> "the high watermark is ahead: " + mark);
      log.advanceHighWatermark(Math.min(oracle.highWatermark(partition), log.offsets().logEnd()));
      Answers.contents(oracle, log, partition);
      Answers.offsets(oracle, log, partition, 0);
    }
  }

  /** Compares everything. */
  void compareContents() {
    explained(
        () -> {
          for (int partition = 0; partition < logs.size(); partition++) {
            Answers.contents(oracle, logs.get(partition), partition);
          }
        },
        "the comparison of all contents");
  }

  @Override
  public void close() {
    engine.close();
  }
}
