package io.duolog.storage;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * Whole batches of one partition, with the state of the partition when they were read (R3). Reference counted: valid
 * while held, even if its file is deleted, unmapped or compacted meanwhile; the caller that got it from a read holds
 * one reference. After its last release the object may stand for another read.
 *
 * <p>The snapshot may be read by any thread. The transfer has one position and is confined to one thread at a time.
 */
public non-sealed interface FetchResult extends FetchOutcome, ReferenceCounted {
  /** Size of all batches, in bytes; 0 if there are none. */
  int sizeBytes();

  /** Base offset of the first batch, or the asked offset if there are no batches. */
  long firstOffset();

  /** The offset behind the last batch: where the next read begins. */
  long nextOffset();

  /** The partition's offsets when the batches were read: one consistent snapshot. Writes them into {@code target}. */
  void offsets(LogOffsets.Mutable target);

  /** Aborted transactions that touch the batches; empty unless read at {@link Isolation#LAST_STABLE}. */
  List<AbortedTransaction> abortedTransactions();

  /** Whether the bytes are expected in the page cache (R6): {@code false} when a transfer may wait for the device. */
  boolean resident();

  /**
   * The bytes as one buffer, without a copy where the engine can. The buffer shares this result's references: releasing
   * it releases this result, so retain one of them to keep both.
   *
   * @throws io.duolog.storage.error.StorageException if the bytes cannot be mapped or read
   */
  ByteBuf content();

  /** The contiguous pieces in order, for a transport of the caller's own. Allocates. */
  List<FetchPart> parts();

  /**
   * A new iterator over the batches, which checks every checksum (R5).
   *
   * @throws io.duolog.storage.error.StorageException from the iterator, if a batch is damaged
   */
  BatchIterator batches();

  /**
   * Sends bytes that were not sent yet, as many as {@code target} takes, and moves the transfer position by them (R4).
   *
   * @param target a blocking or non-blocking channel; anything but a plain socket channel gets the bytes through one
   *     bounded buffer, and they are counted as copied (R7)
   * @param mode how; every mode sends the same bytes
   * @return the bytes sent by this call; 0 if the channel takes none now, or nothing remains
   * @throws IOException if {@code target} fails; the transfer position stands behind the last byte that was handed over
   * @throws io.duolog.storage.error.StorageException if the stored bytes cannot be read, or the engine lacks the mode
   */
  long transferTo(WritableByteChannel target, TransferMode mode) throws IOException;

  /** How many bytes {@link #transferTo} has still to send. */
  int remainingBytes();

  /** Sets the transfer position back to the first byte. */
  void rewind();
}
