package io.duolog.storage;

import java.util.Objects;

/**
 * How a read is answered. Immutable; make one per consumer and use it for many reads.
 *
 * @param isolation how far the read goes (V2)
 * @param intent why it happens (R6)
 * @param minimumOneBatch whether a first batch larger than the byte limit is returned all the same (R1)
 * @param verify whether every batch's checksum is checked before the result is returned (R5)
 * @param lastEpoch leader epoch of the batch before the asked offset as the reader has it, for the divergence check
 *     (R2), or {@link #NO_EPOCH}
 */
public record ReadOptions(
    Isolation isolation, ReadIntent intent, boolean minimumOneBatch, boolean verify, int lastEpoch) {
  /** No divergence check. */
  public static final int NO_EPOCH = -1;

  /** Up to the log end, at least one batch, not verified. */
  public static final ReadOptions LOG_END = of(Isolation.LOG_END);

  /** Up to the durable offset, at least one batch, not verified. */
  public static final ReadOptions DURABLE = of(Isolation.DURABLE);

  /** Rejects missing parts and epochs below {@link #NO_EPOCH}. */
  public ReadOptions {
    Objects.requireNonNull(isolation, "isolation");
    Objects.requireNonNull(intent, "intent");
    if (lastEpoch < NO_EPOCH) {
      throw new IllegalArgumentException("last epoch " + lastEpoch + " is below " + NO_EPOCH);
    }
  }

  /** A catch-up read at {@code isolation}, at least one batch, not verified. */
  public static ReadOptions of(Isolation isolation) {
    return new ReadOptions(isolation, ReadIntent.CATCH_UP, true, false, NO_EPOCH);
  }

  /** The same options with every checksum checked (R5). */
  public ReadOptions verified() {
    return new ReadOptions(isolation, intent, minimumOneBatch, true, lastEpoch);
  }

  /** The same options without the guarantee of one batch (R1). */
  public ReadOptions withoutMinimumOneBatch() {
    return new ReadOptions(isolation, intent, false, verify, lastEpoch);
  }
}
