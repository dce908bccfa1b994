package io.duolog.bench.limit;

import io.duolog.bench.cell.Design;
import io.duolog.bench.load.Action;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.Pace;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.load.TimedLoop;
import io.duolog.bench.payload.BatchPool;
import java.io.IOException;

/**
 * Group commit without an engine: every thread checks a batch, writes it to one log and waits until it is forced, by
 * the hand-over of a design. Thread-safe.
 */
final class ForceLimit {
  private final RawLog log;
  private final HandOver handOver;
  private final Object writeLock = new Object();

  private ForceLimit(RawLog log, HandOver handOver) {
    this.log = log;
    this.handOver = handOver;
  }

  static Measurement run(RunSpec spec, BatchPool pool, Design design, int producers) {
    try (RawLog log = RawLog.open(design, spec);
        HandOver handOver = HandOver.open(design, log, producers)) {
      ForceLimit limit = new ForceLimit(log, handOver);
      return TimedLoop.run(spec, Pace.SLOW, pool, producers, limit::action).with("forces", handOver.forces());
    }
  }

  private Action action(int producer, BatchPool.Share share) {
    CopyLimit.CheckedBatches checked = new CopyLimit.CheckedBatches(share);
    RawLog.Batches batches = log.batches(share);
    return index -> {
      checked.check(index);
      handOver.await(producer, write(batches, index));
    };
  }

  private long write(RawLog.Batches batches, int index) throws IOException {
    synchronized (writeLock) {
      batches.write(index);
      return handOver.written();
    }
  }
}
