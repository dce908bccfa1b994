package io.duolog.storage;

import java.util.Objects;

/**
 * How a batch is appended. Immutable; make one per durability and epoch and use it for many appends.
 *
 * @param durability what the acknowledgement means (D1)
 * @param origin who appends (A10)
 * @param leaderEpoch stamped into the batch (A5), or {@link #NO_EPOCH} to keep the partition's epoch
 * @param precondition what a coordinator demands of its producer, checked atomically with the append (A10)
 */
public record AppendOptions(
    Durability durability, Origin origin, int leaderEpoch, ProducerPrecondition precondition) {
  /** Stamps the partition's current epoch. */
  public static final int NO_EPOCH = -1;

  /** A client's append, in the page cache when acknowledged, under the partition's current epoch. */
  public static final AppendOptions BUFFERED = of(Durability.BUFFERED);

  /** A client's append, forced when acknowledged, under the partition's current epoch. */
  public static final AppendOptions SYNCED = of(Durability.SYNCED);

  /** Rejects epochs below {@link #NO_EPOCH} and preconditions of clients. */
  public AppendOptions {
    Objects.requireNonNull(durability, "durability");
    Objects.requireNonNull(origin, "origin");
    Objects.requireNonNull(precondition, "precondition");
    if (leaderEpoch < NO_EPOCH) {
      throw new IllegalArgumentException("leader epoch " + leaderEpoch + " is below " + NO_EPOCH);
    }
    if (origin == Origin.CLIENT && precondition != ProducerPrecondition.NONE) {
      throw new IllegalArgumentException("only a coordinator may demand " + precondition);
    }
  }

  private static AppendOptions of(Durability durability) {
    return new AppendOptions(durability, Origin.CLIENT, NO_EPOCH, ProducerPrecondition.NONE);
  }

  /** The same options under {@code epoch}. */
  public AppendOptions withLeaderEpoch(int epoch) {
    return new AppendOptions(durability, origin, epoch, precondition);
  }
}
