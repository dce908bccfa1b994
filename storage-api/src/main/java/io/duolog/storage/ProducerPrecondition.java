package io.duolog.storage;

/**
 * What a coordinator demands of the marker's producer before the marker is appended (A10). Immutable.
 *
 * @param transaction the state that the producer's transaction must have
 * @param exactEpoch whether the producer's epoch must equal the marker's; otherwise it may also be lower
 */
public record ProducerPrecondition(Transaction transaction, boolean exactEpoch) {
  /** No demand. */
  public static final ProducerPrecondition NONE = new ProducerPrecondition(Transaction.ANY, false);

  /** Demanded state of the producer's transaction on the partition. */
  public enum Transaction {
    /** Any state. */
    ANY,
    /** A transaction is open. */
    OPEN,
    /** No transaction is open. */
    NOT_OPEN
  }
}
