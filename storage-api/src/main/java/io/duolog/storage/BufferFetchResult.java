package io.duolog.storage;

import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * A fetch result over one buffer, for engines that read into memory. The references of the buffer are those of the
 * result. The snapshot is immutable; buffer and transfer are confined to one thread at a time.
 *
 * @param content whole batches from index 0 to the writer index; the reader index is the transfer position
 * @param firstOffset base offset of the first batch, or the asked offset if there are no batches
 * @param nextOffset the offset behind the last batch
 * @param snapshot the partition's offsets when the batches were read
 * @param location the file that they came from, for messages about damage
 * @param ledger the engine's, which notes this result
 */
public record BufferFetchResult(
    ByteBuf content,
    long firstOffset,
    long nextOffset,
    LogOffsets snapshot,
    FaultLocation location,
    FetchLedger ledger)
    implements FetchResult {
  /** Notes the result as held. */
  public BufferFetchResult {
    ledger.handOut(content);
  }

  /** A result that an engine accounts for in its own way; the parameters are those of the record. */
  public BufferFetchResult(
      ByteBuf content, long firstOffset, long nextOffset, LogOffsets snapshot, FaultLocation location) {
    this(content, firstOffset, nextOffset, snapshot, location, new FetchLedger());
  }

  @Override
  public int sizeBytes() {
    return content.writerIndex();
  }

  @Override
  public void offsets(LogOffsets.Mutable target) {
    target
        .range(snapshot.logStart(), snapshot.logEnd())
        .marks(snapshot.durable(), snapshot.highWatermark(), snapshot.lastStable());
  }

  @Override
  public List<AbortedTransaction> abortedTransactions() {
    return List.of();
  }

  @Override
  public boolean resident() {
    return true;
  }

  @Override
  public List<FetchPart> parts() {
    return sizeBytes() == 0 ? List.of() : List.of(new FetchPart.Slice(content.slice(0, sizeBytes())));
  }

  @Override
  public BatchIterator batches() {
    ledger.requireOpen();
    RecordBatch batch = new RecordBatch();
    return new BatchIterator() {
      private int next;

      @Override
      public boolean next() {
        if (next == sizeBytes()) {
          return false;
        }
        int at = next;
        int left = sizeBytes() - at;
        next = sizeBytes();
        if (left < RecordBatchLayout.HEADER_SIZE_BYTES) {
          throw damaged(left + " bytes are left, less than a batch header");
        }
        batch.wrap(content, at);
        if (!batch.isComplete()) {
          throw damaged("a batch of " + batch.sizeBytes() + " bytes where " + left + " are left");
        }
        next = at + batch.sizeBytes();
        if (!batch.hasValidCrc()) {
          throw damaged("the checksum of the batch at offset " + batch.baseOffset() + " does not match");
        }
        return true;
      }

      @Override
      public RecordBatch batch() {
        return batch;
      }
    };
  }

  private CorruptException damaged(String what) {
    return new CorruptException(what, location, null);
  }

  @Override
  public long transferTo(WritableByteChannel target, TransferMode mode) throws IOException {
    if (mode != TransferMode.ENGINE && mode != TransferMode.COPY) {
      throw new UnsupportedOperationByEngineException("transfer by " + mode, Capability.FOREIGN_TRANSFER_MODES);
    }
    ledger.requireOpen();
    int sent = target.write(content.nioBuffer());
    content.skipBytes(sent);
    ledger.sent(sent);
    return sent;
  }

  @Override
  public int remainingBytes() {
    return content.readableBytes();
  }

  @Override
  public void rewind() {
    content.readerIndex(0);
  }

  @Override
  public int refCnt() {
    return content.refCnt();
  }

  @Override
  public BufferFetchResult retain() {
    content.retain();
    return this;
  }

  @Override
  public BufferFetchResult retain(int increment) {
    content.retain(increment);
    return this;
  }

  @Override
  public BufferFetchResult touch() {
    return this;
  }

  @Override
  public BufferFetchResult touch(Object hint) {
    return this;
  }

  @Override
  public boolean release() {
    return content.release();
  }

  @Override
  public boolean release(int decrement) {
    return content.release(decrement);
  }
}
