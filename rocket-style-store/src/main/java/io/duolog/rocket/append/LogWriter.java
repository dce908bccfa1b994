package io.duolog.rocket.append;

import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendCompletion;
import org.jspecify.annotations.Nullable;

/**
 * One of the ways in which frames get into the files of the log; a store chooses one when it is opened. Everything down
 * to {@link #reserved} is called under the reservation lock, in the order of the positions in the log, and must not
 * wait for a force or an allocation (E7).
 */
abstract sealed class LogWriter permits MappedWriter, ChannelWriter, PoolWriter {
  /** Whether there is room for a frame now, and for a marker before it. */
  boolean hasRoom(int spanBytes) {
    return true;
  }

  /** Takes the bytes of a batch, if it does so before anything is reserved: what the caller's buffer throws is free. */
  void take(PendingBatch batch) {}

  /** Begins the frame of a batch, which has its place. */
  abstract void begin(LogFile file, PendingBatch batch);

  /** Writes a frame without content. */
  abstract void mark(LogFile file, FrameImage image);

  /** The log goes on with this file; what its predecessor had left is padding, or too short for a frame. */
  void rolled(LogFile next) {}

  /**
   * The batch is reserved, and counted by whoever waits for a force.
   *
   * @param completion what is told when the batch is visible; null if a force comes first
   */
  void reserved(Partition partition, PendingBatch batch, @Nullable AppendCompletion completion) {}

  /** Writes what the reservation left over; without the lock, on the appender's thread. */
  abstract void complete(PendingBatch batch);

  /** Publishes the batch; false if it was given up meanwhile. As {@link #complete}. */
  abstract boolean publish(PendingBatch batch);

  /**
   * Whether an append may come to nothing once it has its place: its frame is only reserved until {@link #publish}, so
   * no force has gone past it and nobody was told of it.
   */
  boolean mayGiveUp() {
    return false;
  }

  /** Frees the memory; nothing is written any more. Called once. */
  void close() {}

  /** The end of the frames in the files, where {@code end} is that of the frames that were begun. */
  long writtenPosition(long end) {
    return end;
  }
}
