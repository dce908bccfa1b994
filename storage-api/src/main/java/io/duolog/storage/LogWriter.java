package io.duolog.storage;

import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The appending role of a partition. Thread-safe.
 *
 * <p>A buffer that is given to a method is borrowed until the method returns (A7): the engine neither changes its
 * content nor its indexes nor its reference count, and keeps no reference. The batch stands between the buffer's reader
 * and writer index.
 */
public interface LogWriter {
  /** What {@link #append} returns when the batch was not appended. */
  long NOT_APPENDED = -1;

  /**
   * Appends one batch without waiting for a force (A9). Base offsets are given in call order, increasing and dense
   * (A1); the batch is validated before anything is written (A2); appends to one partition are linearizable (A3); an
   * append that fails leaves the partition as it was (A4).
   *
   * @param batch exactly one record batch of magic 2, at most {@code max.batch.bytes}; its base offset and leader epoch
   *     are ignored and stamped by the engine
   * @param options durability, origin, epoch
   * @param completion told of the end exactly once, possibly before this method returns; also when this method returns
   *     {@link #NOT_APPENDED}, but not when it throws
   * @return the base offset, or {@link #NOT_APPENDED} after the completion was told of a rejection; the original base
   *     offset for a batch that the producer has sent before (A6)
   * @throws IllegalArgumentException if the batch or the options are invalid (A2, E1); nothing was written
   * @throws StorageException if an operating fault prevents the append: fenced, full, failed, overloaded, read-only,
   *     closed, deleted, unsupported format (E2); nothing was written
   */
  long append(ByteBuf batch, AppendOptions options, AppendCompletion completion);

  /**
   * Appends one batch and waits until it is acknowledged. As {@link #append(ByteBuf, AppendOptions, AppendCompletion)};
   * an engine that bounds its unsynced data has a form of its own, which waits for room up to {@code append.wait.ms}.
   *
   * @return the base offset
   * @throws AppendRejectedException if the append was rejected
   * @throws StorageException if the append failed
   */
  default long append(ByteBuf batch, AppendOptions options) {
    BlockingAppend completion = BlockingAppend.armed();
    long baseOffset = append(batch, options, completion);
    completion.await();
    return baseOffset;
  }

  /**
   * Appends one batch and returns a stage of its acknowledgement. As {@link #append(ByteBuf, AppendOptions,
   * AppendCompletion)}; a stage and what it holds are allocated for every append.
   *
   * @return completes with the acknowledgement, or with {@link AppendRejectedException} or {@link StorageException}
   */
  default CompletionStage<AppendAck> appendAsync(ByteBuf batch, AppendOptions options) {
    CompletableFuture<AppendAck> stage = new CompletableFuture<>();
    append(
        batch,
        options,
        new AppendCompletion() {
          @Override
          public void appended(long baseOffset, long lastOffset) {
            stage.complete(new AppendAck(baseOffset, lastOffset));
          }

          @Override
          public void rejected(AppendRejection rejection) {
            stage.completeExceptionally(new AppendRejectedException(rejection));
          }

          @Override
          public void failed(StorageException cause) {
            stage.completeExceptionally(cause);
          }
        });
    return stage;
  }

  /**
   * Appends batches as another replica has them (A8): offsets and epochs are kept, gaps upward are legal, all batches
   * are taken or none. Capability {@link Capability#REPLICATION}.
   *
   * @param batches one or more whole batches, one behind the other
   * @param durability what the outcome {@link ReplicaAppendOutcome.Appended} means
   * @throws IllegalArgumentException if a batch is invalid; nothing was written
   * @throws StorageException as {@link #append(ByteBuf, AppendOptions, AppendCompletion)}
   */
  @Experimental
  default ReplicaAppendOutcome appendReplica(ByteBuf batches, Durability durability) {
    throw new UnsupportedOperationByEngineException("appendReplica", Capability.REPLICATION);
  }

  /**
   * Raises the partition's leader epoch without data, durably (A5). Appends of lower epochs are fenced from then on.
   * The current epoch is accepted and changes nothing. Capability {@link Capability#TRUNCATION}.
   *
   * @throws IllegalArgumentException if {@code leaderEpoch} is negative
   * @throws io.duolog.storage.error.FencedException if {@code leaderEpoch} is below the partition's
   */
  @Experimental
  default void fence(int leaderEpoch) {
    throw new UnsupportedOperationByEngineException("fence", Capability.TRUNCATION);
  }
}
