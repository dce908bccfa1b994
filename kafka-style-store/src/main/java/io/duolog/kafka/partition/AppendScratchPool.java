package io.duolog.kafka.partition;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe. Scratch memory of appends, so that an append allocates nothing. Slots are chosen by thread, so that
 * threads rarely meet; a thread that finds its slot empty makes a new one, and the last one given back stays.
 */
public final class AppendScratchPool {
  private static final int SLOTS = 64;

  private final int maxBatchBytes;
  private final AtomicReferenceArray<@Nullable AppendScratch> slots = new AtomicReferenceArray<>(SLOTS);

  /** Empty. */
  public AppendScratchPool(int maxBatchBytes) {
    this.maxBatchBytes = maxBatchBytes;
  }

  AppendScratch take() {
    AppendScratch scratch = slots.getAndSet(slot(), null);
    return scratch == null ? new AppendScratch(maxBatchBytes) : scratch;
  }

  void giveBack(AppendScratch scratch) {
    slots.set(slot(), scratch);
  }

  private static int slot() {
    return (int) Thread.currentThread().threadId() & (SLOTS - 1);
  }
}
