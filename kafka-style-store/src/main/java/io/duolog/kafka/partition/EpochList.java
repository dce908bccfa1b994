package io.duolog.kafka.partition;

import io.duolog.kafka.fetch.LeaderEpochs;
import io.duolog.kafka.format.EpochStart;
import java.util.ArrayList;
import java.util.List;

/** Thread-safe; guarded by its monitor. The leader epochs of a partition with their first offsets, ascending. */
public final class EpochList implements LeaderEpochs {
  private final List<EpochStart> starts;

  /** With these epochs. */
  public EpochList(List<EpochStart> starts) {
    this.starts = new ArrayList<>(starts);
  }

  /** Notes a batch; only one that begins a new epoch leaves a trace. */
  public synchronized void assign(int leaderEpoch, long baseOffset) {
    if (leaderEpoch >= 0 && (starts.isEmpty() || starts.getLast().leaderEpoch() < leaderEpoch)) {
      starts.add(new EpochStart(leaderEpoch, baseOffset));
    }
  }

  /** The epochs that begin below {@code offset}. */
  public synchronized List<EpochStart> below(long offset) {
    return starts.stream().filter(start -> start.firstOffset() < offset).toList();
  }

  @Override
  public synchronized int epochAt(long offset) {
    for (int i = starts.size() - 1; i >= 0; i--) {
      if (starts.get(i).firstOffset() <= offset) {
        return starts.get(i).leaderEpoch();
      }
    }
    return -1;
  }
}
