package io.duolog.bench.limit;

import io.duolog.bench.load.Action;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.Pace;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.load.TimedLoop;
import io.duolog.bench.payload.BatchPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The least that an engine with channels does: check each batch's CRC32C and write it to a growing file. Stateless. */
final class WriteLimit {
  private WriteLimit() {}

  static Measurement run(RunSpec spec, BatchPool pool, int files, int threads) {
    try (GrowingFiles channels = GrowingFiles.open(spec.directory(), files)) {
      int filesPerThread = files / threads;
      return TimedLoop.run(
          spec,
          Pace.FAST,
          pool,
          threads,
          (producer, share) -> action(channels.part(producer * filesPerThread, filesPerThread), share));
    }
  }

  private static Action action(FileChannel[] channels, BatchPool.Share share) {
    CopyLimit.CheckedBatches batches = new CopyLimit.CheckedBatches(share);
    ByteBuffer[] sources = GrowingFiles.views(share);
    return new Action() {
      private int next;

      @Override
      public void perform(int index) throws IOException {
        batches.check(index);
        GrowingFiles.write(channels[next], sources[index]);
        next = next + 1 == channels.length ? 0 : next + 1;
      }
    };
  }
}
