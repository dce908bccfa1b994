package io.duolog.bench.limit;

import io.duolog.bench.cell.Design;
import io.duolog.bench.load.Action;
import io.duolog.bench.load.GroupSizes;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.Pace;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.load.TimedLoop;
import io.duolog.bench.payload.BatchPool;
import java.io.IOException;

/**
 * Groups without an engine: one thread checks and writes as many batches as a force of the engine covered, forces them,
 * and goes on with the next group; behind the last it begins with the first again. Confined to the producer's thread.
 */
final class GroupLimit implements Action {
  private final RawLog log;
  private final RawLog.Batches batches;
  private final CopyLimit.CheckedBatches checked;
  private final GroupSizes groups;
  private int group;
  private int writtenCount;
  private long forces;

  private GroupLimit(RawLog log, BatchPool.Share share, GroupSizes groups) {
    this.log = log;
    this.batches = log.batches(share);
    this.checked = new CopyLimit.CheckedBatches(share);
    this.groups = groups;
  }

  static Measurement run(RunSpec spec, BatchPool pool, Design design, GroupSizes groups) {
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("no groups were recorded");
    }
    try (RawLog log = RawLog.open(design, spec)) {
      GroupLimit limit = new GroupLimit(log, pool.share(0, 1), groups);
      Measurement measured = TimedLoop.run(spec, Pace.SLOW, pool, 1, (_, _) -> limit);
      return Measurement.of(measured.seconds(), measured.records(), measured.bytes()).with("forces", limit.forces);
    }
  }

  @Override
  public void perform(int index) throws IOException {
    checked.check(index);
    batches.write(index);
    writtenCount++;
    if (writtenCount == groups.size(group)) {
      force();
      group = group + 1 == groups.count() ? 0 : group + 1;
    }
  }

  @Override
  public void finish() throws IOException {
    if (writtenCount > 0) {
      force();
    }
  }

  private void force() throws IOException {
    log.force();
    forces++;
    writtenCount = 0;
  }
}
