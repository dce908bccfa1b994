package io.duolog.kafka.partition;

import io.duolog.kafka.store.Counters;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.error.StorageException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe; guarded by its monitor. Completions of synced appends that wait for a force, in the order of their
 * offsets. A ring that grows up to a limit and allocates nothing otherwise.
 */
final class PendingAcks {
  /** The most appends that wait at one time. */
  static final int MOST = 1 << 20;

  private static final int FIRST_CAPACITY = 16;

  private @Nullable AppendCompletion[] completions = new AppendCompletion[FIRST_CAPACITY];
  private long[] baseOffsets = new long[FIRST_CAPACITY];
  private long[] nextOffsets = new long[FIRST_CAPACITY];
  private int first;
  private int count;

  /**
   * Makes room for one more append, so that {@link #add} cannot fail.
   *
   * @return false if as many wait as may
   */
  synchronized boolean reserve() {
    if (count == completions.length && count < MOST) {
      grow();
    }
    return count < MOST;
  }

  synchronized boolean isEmpty() {
    return count == 0;
  }

  synchronized void add(long baseOffset, long nextOffset, AppendCompletion completion) {
    if (count == completions.length) {
      grow();
    }
    int slot = (first + count) & (completions.length - 1);
    completions[slot] = completion;
    baseOffsets[slot] = baseOffset;
    nextOffsets[slot] = nextOffset;
    count++;
  }

  private void grow() {
    int old = completions.length;
    @Nullable AppendCompletion[] more = Arrays.copyOf(completions, 2 * old);
    long[] moreBases = Arrays.copyOf(baseOffsets, 2 * old);
    long[] moreNexts = Arrays.copyOf(nextOffsets, 2 * old);
    for (int i = 0; i < old; i++) {
      int from = (first + i) & (old - 1);
      more[i] = completions[from];
      moreBases[i] = baseOffsets[from];
      moreNexts[i] = nextOffsets[from];
    }
    Arrays.fill(more, old, 2 * old, null);
    completions = more;
    baseOffsets = moreBases;
    nextOffsets = moreNexts;
    first = 0;
  }

  /** Takes the earliest append if it ends at or below {@code limit}; {@code target} holds it then. */
  synchronized boolean take(long limit, Ack target) {
    if (count == 0 || nextOffsets[first] > limit) {
      return false;
    }
    target.completion = completions[first];
    target.baseOffset = baseOffsets[first];
    target.nextOffset = nextOffsets[first];
    completions[first] = null;
    first = (first + 1) & (completions.length - 1);
    count--;
    return true;
  }

  /** One append that was taken. Confined to whoever took it. */
  static final class Ack {
    private @Nullable AppendCompletion completion;
    private long baseOffset;
    private long nextOffset;

    /** Tells its completion that the append is durable. */
    void appended(Counters counters) {
      AppendCompletion told = completion;
      completion = null;
      try {
        if (told != null) {
          told.appended(baseOffset, nextOffset - 1);
        }
      } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
        counters.throwingCallbacks.incrementAndGet();
      }
    }

    /** Tells its completion that the append failed. */
    void failed(StorageException cause, Counters counters) {
      AppendCompletion told = completion;
      completion = null;
      try {
        if (told != null) {
          told.failed(cause);
        }
      } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
        counters.throwingCallbacks.incrementAndGet();
      }
    }
  }
}
