package io.duolog.bench.cell;

import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.serve.CatchUp;
import io.duolog.bench.serve.Placement;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TransferMode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Runs the cells of one engine over the pools of one payload. Confined to one thread. */
public final class Cells {
  private static final int PARTITIONS = 64;
  private static final int PRODUCERS = 16;
  private static final int IN_FLIGHT = 64;
  private static final int HEAP_PARTS = 4;
  private static final int SMALL_RESPONSE_BYTES = 64 * 1024;
  private static final int LARGE_RESPONSE_BYTES = 1024 * 1024;

  private final StorageProvider provider;
  private final BatchPool single;
  private final BatchPool batches;
  private final FilledStore filled;
  private final long filledBytes;
  private final Serving serving;

  /**
   * How stores are served and thrown away. Immutable.
   *
   * @param placement of server and consumer in the catch-up cells
   * @param mode of the transfer
   * @param disposal of the stores of cells that append without a force
   */
  public record Serving(Placement placement, TransferMode mode, Disposal disposal) {}

  /**
   * Cells of an engine.
   *
   * @param provider opens its stores
   * @param pools batches of one record, and of 32
   * @param filled directory of the store that is read; it stays there for the next round
   * @param serving how it is served, and what becomes of other stores
   */
  public Cells(StorageProvider provider, Pools pools, Filled filled, Serving serving) {
    this.provider = provider;
    this.single = pools.single();
    this.batches = pools.batches();
    this.filled = new FilledStore(provider, filled.directory());
    this.filledBytes = filled.bytes();
    this.serving = serving;
  }

  /**
   * What is appended. Immutable.
   *
   * @param single batches of one record
   * @param batches batches of 32 records
   */
  public record Pools(BatchPool single, BatchPool batches) {}

  /**
   * What is read. Immutable.
   *
   * @param directory of the filled store
   * @param bytes its size
   */
  public record Filled(Path directory, long bytes) {}

  /** Why the engine cannot run a cell; empty if it can. */
  public Optional<String> inapplicable(Cell cell) {
    Set<Capability> capabilities = provider.capabilities();
    if (cell.isSynced() && !capabilities.contains(Capability.SYNCED_DURABILITY)) {
      return Optional.of("the engine does not survive power loss");
    }
    if (cell == Cell.REOPEN && !capabilities.contains(Capability.PERSISTENCE)) {
      return Optional.of("the engine does not keep its data");
    }
    return Optional.empty();
  }

  /** Runs one cell. */
  public Measurement run(Cell cell, RunSpec asked) {
    RunSpec spec = asked.capped(mostBytes(asked.capBytes()));
    return switch (cell) {
      case APPEND_SINGLE_1P -> append(single, 1, 1, spec);
      case APPEND_BATCH32_1P -> append(batches, 1, 1, spec);
      case APPEND_SINGLE_64P -> append(single, PARTITIONS, 1, spec);
      case APPEND_BATCH32_64P -> append(batches, PARTITIONS, 1, spec);
      case APPEND_SINGLE_64P_16T -> append(single, PARTITIONS, PRODUCERS, spec);
      case APPEND_SYNCED_1T -> appendSynced(1, spec);
      case APPEND_SYNCED_16T -> appendSynced(PRODUCERS, spec);
      case APPEND_SYNCED_64_IN_FLIGHT -> appendInFlight(spec);
      case CATCHUP_64K -> catchUp(SMALL_RESPONSE_BYTES, spec);
      case CATCHUP_1M -> catchUp(LARGE_RESPONSE_BYTES, spec);
      case PRODUCE_CONSUME -> ProduceConsumeCell.run(provider, single, spec, serving.disposal());
      case REOPEN -> filled.reopen(spec.seconds());
    };
  }

  private Measurement append(BatchPool pool, int partitions, int producers, RunSpec spec) {
    AppendCell cell = new AppendCell(pool, partitions, producers, AppendOptions.BUFFERED, AppendCell.BLOCKING);
    return cell.run(provider, spec, serving.disposal());
  }

  private Measurement appendSynced(int producers, RunSpec spec) {
    AppendCell cell = new AppendCell(single, 1, producers, AppendOptions.SYNCED, AppendCell.BLOCKING);
    return cell.run(provider, spec, Disposal.CLOSE);
  }

  private Measurement appendInFlight(RunSpec spec) {
    return new AppendCell(single, 1, 1, AppendOptions.SYNCED, IN_FLIGHT).run(provider, spec, Disposal.CLOSE);
  }

  private Measurement catchUp(int maxBytes, RunSpec spec) {
    CatchUp.Plan plan = new CatchUp.Plan(0, maxBytes, spec.warmUpNanos(), spec.nanos(), serving.placement());
    return filled.catchUp(maxBytes, serving.mode(), plan);
  }

  /** An engine that keeps its data in memory gets a part of the heap. */
  private long mostBytes(long bytes) {
    boolean inMemory = !provider.capabilities().contains(Capability.PERSISTENCE);
    return inMemory ? Math.min(bytes, Runtime.getRuntime().maxMemory() / HEAP_PARTS) : bytes;
  }

  /** Fills the store that is read, unless that was done before. */
  public void fill() {
    filled.fill(single, mostBytes(filledBytes));
  }
}
