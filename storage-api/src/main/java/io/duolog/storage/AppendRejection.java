package io.duolog.storage;

/** Why an append was not taken, as part of ordinary work (E3). Immutable values. */
public sealed interface AppendRejection {
  /**
   * The batch does not follow the producer's last one (A6).
   *
   * @param producerId whose batch it is
   * @param expectedSequence sequence that the next batch has to begin with
   * @param actualSequence sequence that the batch begins with
   */
  record OutOfOrderSequence(long producerId, int expectedSequence, int actualSequence) implements AppendRejection {}

  /**
   * The coordinator's demand does not hold (A10).
   *
   * @param demanded what was demanded
   * @param producerEpoch the producer's epoch on the partition, or -1 if it is unknown
   * @param transactionOpen whether its transaction is open
   */
  record PreconditionFailed(ProducerPrecondition demanded, short producerEpoch, boolean transactionOpen)
      implements AppendRejection {}

  /** The partition is being imported and takes no appends (P5). */
  record ImportInProgress() implements AppendRejection {}
}
