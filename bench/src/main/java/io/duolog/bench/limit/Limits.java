package io.duolog.bench.limit;

import io.duolog.bench.cell.Design;
import io.duolog.bench.cell.Limit;
import io.duolog.bench.load.GroupSizes;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.machine.TemporaryTree;
import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.serve.CatchUp;
import io.duolog.bench.serve.Placement;
import io.duolog.bench.serve.ResponseSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the raw limits over the pools of one payload. Confined to one thread. */
public final class Limits {
  private static final int FILES = 64;
  private static final int THREADS = 16;
  private static final int SMALL_RESPONSE_BYTES = 64 * 1024;
  private static final int LARGE_RESPONSE_BYTES = 1024 * 1024;

  private final BatchPool single;
  private final BatchPool batches;
  private final Path filled;
  private final long filledBytes;
  private final Placement placement;

  /**
   * Limits over some batches.
   *
   * @param single batches of one record
   * @param batches batches of 32 records
   * @param filled directory of the files that are served; they stay there for the next round
   * @param filledBytes size of each
   * @param placement of server and consumer
   */
  public Limits(BatchPool single, BatchPool batches, Path filled, long filledBytes, Placement placement) {
    this.single = single;
    this.batches = batches;
    this.filled = filled;
    this.filledBytes = filledBytes;
    this.placement = placement;
  }

  /**
   * Runs one limit.
   *
   * @param groups that it replays, if it replays any
   */
  public Measurement run(Limit limit, RunSpec spec, GroupSizes groups) {
    return switch (limit) {
      case MEMORY_COPY -> MemoryCopyLimit.run(spec);
      case COPY_SINGLE -> inDirectory(spec, own -> CopyLimit.run(own, single, 1));
      case COPY_BATCH32 -> inDirectory(spec, own -> CopyLimit.run(own, batches, 1));
      case COPY_SINGLE_16T -> inDirectory(spec, own -> CopyLimit.run(own, single, THREADS));
      case WRITE_SINGLE -> inDirectory(spec, own -> WriteLimit.run(own, single, 1, 1));
      case WRITE_BATCH32 -> inDirectory(spec, own -> WriteLimit.run(own, batches, 1, 1));
      case WRITE_SINGLE_64F -> inDirectory(spec, own -> WriteLimit.run(own, single, FILES, 1));
      case WRITE_BATCH32_64F -> inDirectory(spec, own -> WriteLimit.run(own, batches, FILES, 1));
      case WRITE_SINGLE_64F_16T -> inDirectory(spec, own -> WriteLimit.run(own, single, FILES, THREADS));
      case FDATASYNC_1T -> force(spec, own -> ForceLimit.run(own, single, Design.CHANNEL, 1));
      case FDATASYNC_16T -> force(spec, own -> ForceLimit.run(own, single, Design.CHANNEL, THREADS));
      case FDATASYNC_GROUPS -> force(spec, own -> GroupLimit.run(own, single, Design.CHANNEL, groups));
      case MSYNC_1T -> force(spec, own -> ForceLimit.run(own, single, Design.MAPPED, 1));
      case MSYNC_16T -> force(spec, own -> ForceLimit.run(own, single, Design.MAPPED, THREADS));
      case MSYNC_GROUPS -> force(spec, own -> GroupLimit.run(own, single, Design.MAPPED, groups));
      case SENDFILE_64K -> serve(spec, false, SMALL_RESPONSE_BYTES);
      case SENDFILE_1M -> serve(spec, false, LARGE_RESPONSE_BYTES);
      case GATHER_64K -> serve(spec, true, SMALL_RESPONSE_BYTES);
      case GATHER_1M -> serve(spec, true, LARGE_RESPONSE_BYTES);
    };
  }

  /** One run of a limit in the directory that its spec names. */
  @FunctionalInterface
  private interface DirectoryRun {
    Measurement run(RunSpec spec);
  }

  private static Measurement inDirectory(RunSpec spec, DirectoryRun run) {
    if (spec.warmUpSeconds() > 0) {
      keeping(spec.rehearsal(), run);
    }
    spec.begin();
    return once(spec, run);
  }

  /** Forces set the pace, not memory: nothing is given back for it. */
  private static Measurement force(RunSpec spec, DirectoryRun run) {
    if (spec.warmUpSeconds() > 0) {
      once(spec.warmUp(), run);
    }
    return once(spec, run);
  }

  private static Measurement once(RunSpec spec, DirectoryRun run) {
    try {
      return keeping(spec, run);
    } finally {
      TemporaryTree.remove(spec.directory());
    }
  }

  private static Measurement keeping(RunSpec spec, DirectoryRun run) {
    try {
      Files.createDirectories(spec.directory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return run.run(spec);
  }

  private Measurement serve(RunSpec spec, boolean gather, int maxBytes) {
    RawLayout layout = new RawLayout(single, gather ? GatherSource.GAP_BYTES : 0, filledBytes);
    Path file = filled.resolve(gather ? "raw-scattered" : "raw-contiguous");
    CatchUp.Plan plan =
        new CatchUp.Plan(layout.batchCount(), maxBytes, spec.warmUpNanos(), spec.nanos(), placement);
    try (ResponseSource source = gather ? GatherSource.open(layout, file) : SendfileSource.open(layout, file)) {
      CatchUp.Total total = CatchUp.run(source, plan);
      return Measurement.of(total.seconds(), total.records(), total.bytes()).with("responses", total.responses());
    }
  }

  /** Writes the files that are served, unless they are there. */
  public void fill() {
    try {
      Files.createDirectories(filled);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new RawLayout(single, 0, filledBytes).write(filled.resolve("raw-contiguous"));
    new RawLayout(single, GatherSource.GAP_BYTES, filledBytes).write(filled.resolve("raw-scattered"));
  }
}
