package io.duolog.conformance.reference;

import io.duolog.storage.AbortedTransaction;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.BufferFetchResult;
import io.duolog.storage.FetchPart;
import io.duolog.storage.FetchResult;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.FaultLocation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * A copy of the batches that a read selected. Its references are those of the buffer that holds them; the snapshot is
 * immutable, the transfer confined to one thread at a time.
 */
final class ReferenceFetchResult implements FetchResult {
  private final BufferFetchResult batches;
  private final Tally tally;

  private ReferenceFetchResult(BufferFetchResult batches, Tally tally) {
    this.batches = batches;
    this.tally = tally;
  }

  /** A result over {@code bytes}, which belong to it, held once by the caller. */
  static ReferenceFetchResult of(
      byte[] bytes, long firstOffset, long nextOffset, LogOffsets snapshot, Tally tally) {
    ByteBuf content = new TalliedBuffer(bytes, tally);
    tally.handedOut(bytes.length);
    return new ReferenceFetchResult(
        new BufferFetchResult(content, firstOffset, nextOffset, snapshot, FaultLocation.NONE), tally);
  }

  @Override
  public int sizeBytes() {
    return batches.sizeBytes();
  }

  @Override
  public long firstOffset() {
    return batches.firstOffset();
  }

  @Override
  public long nextOffset() {
    return batches.nextOffset();
  }

  @Override
  public void offsets(LogOffsets.Mutable target) {
    batches.offsets(target);
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
  public ByteBuf content() {
    tally.requireUsable();
    return batches.content().slice(0, sizeBytes()).asReadOnly();
  }

  @Override
  public List<FetchPart> parts() {
    return sizeBytes() == 0 ? List.of() : List.of(new FetchPart.Slice(content()));
  }

  @Override
  public BatchIterator batches() {
    tally.requireUsable();
    return batches.batches();
  }

  @Override
  public long transferTo(WritableByteChannel target, TransferMode mode) throws IOException {
    tally.requireUsable();
    long sent = batches.transferTo(target, mode);
    tally.transferred(sent);
    return sent;
  }

  @Override
  public int remainingBytes() {
    return batches.remainingBytes();
  }

  @Override
  public void rewind() {
    batches.rewind();
  }

  @Override
  public int refCnt() {
    return batches.refCnt();
  }

  @Override
  public ReferenceFetchResult retain() {
    batches.retain();
    return this;
  }

  @Override
  public ReferenceFetchResult retain(int increment) {
    batches.retain(increment);
    return this;
  }

  @Override
  public ReferenceFetchResult touch() {
    return this;
  }

  @Override
  public ReferenceFetchResult touch(Object hint) {
    return this;
  }

  @Override
  public boolean release() {
    return batches.release();
  }

  @Override
  public boolean release(int decrement) {
    return batches.release(decrement);
  }

  /** Tells the tally when the last reference is gone. As thread-safe as its parent. */
  private static final class TalliedBuffer extends UnpooledHeapByteBuf {
    private final Tally tally;

    TalliedBuffer(byte[] bytes, Tally tally) {
      super(UnpooledByteBufAllocator.DEFAULT, bytes, Math.max(1, bytes.length));
      this.tally = tally;
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      tally.released();
    }
  }
}
