package io.duolog.rocket.append;

import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.error.OverloadedException;
import org.jspecify.annotations.Nullable;

/**
 * Appends that wait for a force, in order of their positions. Added to under the reservation lock, taken from by the
 * one force thread; the count of what was added is published with release and read with acquire.
 *
 * <p>Slots live in chunks; a chunk that was emptied is used for the next one, so a steady load allocates nothing.
 */
final class SyncedAppends {
  /** Most appends that wait at one time. */
  static final int MOST = 1 << 20;

  private static final int CHUNK = 1024;

  private Chunk tail = new Chunk();
  private int tailIndex;
  private volatile long added;
  private Chunk head = tail;
  private int headIndex;
  private volatile long taken;
  private volatile @Nullable Chunk spare;

  /** Confined to its two users by the counters. */
  private static final class Chunk {
    final @Nullable AppendCompletion[] completions = new @Nullable AppendCompletion[CHUNK];
    final @Nullable Partition[] partitions = new @Nullable Partition[CHUNK];
    final long[] baseOffsets = new long[CHUNK];
    final long[] nextOffsets = new long[CHUNK];
    final long[] endPositions = new long[CHUNK];
    @Nullable Chunk next;
  }

  /** Makes room for one append, before it is reserved, or refuses it when too many wait; under the reservation lock. */
  void makeRoom() {
    if (added - taken >= MOST) {
      throw new OverloadedException(MOST + " appends wait for a force", 0, 0);
    }
    if (tailIndex == CHUNK) {
      Chunk next = spare;
      spare = null;
      if (next == null) {
        next = new Chunk();
      }
      next.next = null;
      tail.next = next;
      tail = next;
      tailIndex = 0;
    }
  }

  /** Adds an append that was just reserved, and for which room was made; under the reservation lock. */
  void add(Partition partition, PendingBatch batch, AppendCompletion completion) {
    int at = tailIndex++;
    tail.completions[at] = completion;
    tail.partitions[at] = partition;
    tail.baseOffsets[at] = batch.baseOffset;
    tail.nextOffsets[at] = batch.baseOffset + batch.recordCount;
    tail.endPositions[at] = batch.position + batch.spanBytes();
    long count = added;
    added = count + 1;
  }

  /** Whether nobody waits. */
  boolean isEmpty() {
    return added == taken;
  }

  /** Is shown the appends that are taken. */
  interface Visitor {
    void take(
        Partition partition, long baseOffset, long nextOffset, long nextPosition, AppendCompletion completion);
  }

  /** Takes every append that ends at or below {@code position}; for the force thread. */
  void takeBelow(long position, Visitor visitor) {
    long end = added;
    for (long done = taken; done < end; ) {
      if (headIndex == CHUNK) {
        nextChunk();
      }
      int at = headIndex;
      if (head.endPositions[at] > position) {
        return;
      }
      AppendCompletion completion = head.completions[at];
      Partition partition = head.partitions[at];
      head.completions[at] = null;
      head.partitions[at] = null;
      headIndex = at + 1;
      taken = ++done;
      if (completion != null && partition != null) {
        visitor.take(
            partition, head.baseOffsets[at], head.nextOffsets[at], head.endPositions[at], completion);
      }
    }
  }

  private void nextChunk() {
    Chunk empty = head;
    Chunk next = empty.next;
    if (next == null) {
      throw new IllegalStateException("an append was counted and is not there");
    }
    head = next;
    headIndex = 0;
    spare = empty;
  }
}
