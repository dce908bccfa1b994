package io.duolog.rocket.append;

import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.QueueSlot;
import io.duolog.storage.AppendCompletion;
import org.jspecify.annotations.Nullable;

/** Confined to whoever the pool's counters give it to. A frame in the pool's memory, and what its end is told to. */
final class PooledFrame {
  final QueueSlot slot = new QueueSlot();
  private @Nullable LogFile file;
  long position;
  int sizeBytes;
  long memoryStart;
  private @Nullable Partition partition;
  long baseOffset;
  long nextOffset;
  int batchBytes;
  private @Nullable AppendCompletion completion;

  void place(LogFile newFile, long newPosition, int newSizeBytes, long newMemoryStart) {
    file = newFile;
    position = newPosition;
    sizeBytes = newSizeBytes;
    memoryStart = newMemoryStart;
  }

  void describe(Partition newPartition, PendingBatch batch, @Nullable AppendCompletion newCompletion) {
    partition = newPartition;
    baseOffset = batch.baseOffset;
    nextOffset = batch.baseOffset + batch.recordCount;
    batchBytes = batch.sizeBytes;
    completion = newCompletion;
    slot.take(batch.slot);
  }

  /** Whether it is a batch's; a marker has no owner. */
  boolean isBatch() {
    return partition != null;
  }

  Partition partition() {
    Partition now = partition;
    if (now == null) {
      throw new IllegalStateException("the frame has no owner");
    }
    return now;
  }

  LogFile file() {
    LogFile now = file;
    if (now == null) {
      throw new IllegalStateException("the frame has no place");
    }
    return now;
  }

  /** What is told when the batch is visible; only the first call gets it. */
  @Nullable AppendCompletion takeCompletion() {
    AppendCompletion taken = completion;
    completion = null;
    return taken;
  }

  long nextPosition() {
    return position + sizeBytes;
  }

  long memoryEnd() {
    return memoryStart + sizeBytes;
  }

  /** Whether this one stands behind {@code other} in the same file, and in the memory. */
  boolean follows(PooledFrame other) {
    return file == other.file && position == other.nextPosition() && memoryStart == other.memoryEnd();
  }

  /** Forgets the store's parts. */
  void clear() {
    file = null;
    partition = null;
    slot.clear();
  }
}
