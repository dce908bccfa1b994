package io.duolog.bench.limit;

import io.duolog.bench.cell.Design;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.payload.BatchPool;
import java.io.IOException;

/**
 * What a raw loop writes to and forces, by the calls and on the kind of blocks of one design. One thread writes at a
 * time, and one forces at a time, also while another writes.
 */
interface RawLog extends AutoCloseable {
  /** Makes one in the directory of a run, with room for all that the run may write. */
  static RawLog open(Design design, RunSpec spec) {
    return switch (design) {
      case MAPPED -> MappedLog.open(spec);
      case CHANNEL -> ChannelLog.open(spec);
    };
  }

  /** The batches of one producer in the form that is written. */
  Batches batches(BatchPool.Share share);

  /** Confined to one producer. */
  @FunctionalInterface
  interface Batches {
    /** Writes one batch behind what was written before. */
    void write(int index) throws IOException;
  }

  /** Forces all that was written before the call. */
  void force() throws IOException;

  @Override
  void close();
}
