package io.duolog.rocket.fetch;

import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.storage.AbortedTransaction;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.Capability;
import io.duolog.storage.FetchPart;
import io.duolog.storage.FetchResult;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches as slices of the mapped log (R3, R4). The reference count is thread-safe; leases are guarded by the monitor;
 * the rest is written before the result is handed out, except the transfer position, which is its user's.
 *
 * <p>Leases. A result holds one lease of each file that it shows, from the read to its last release. The engine's
 * close takes them away from results that nobody released in time, unless a buffer over the memory was handed out,
 * or a call is inside: then the last one to leave gives them back.
 */
final class GatheredFetch implements FetchResult {
  private static final VarHandle REFERENCES;

  static {
    try {
      REFERENCES =
          MethodHandles.lookup()
              .findVarHandle(GatheredFetch.class, "references", int.class)
              .withInvokeExactBehavior();
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final QueueCursor cursor = new QueueCursor();
  final LogOffsets.Mutable snapshot = new LogOffsets.Mutable();
  final PieceList pieces = new PieceList();
  private final Origin origin;
  private final List<LogFile> leased = new ArrayList<>(2);
  private @Nullable Partition partition;
  private long endOffset;
  private int limitBytes;
  private boolean isFirstAdmitted;
  private long firstOffset;
  private long nextOffset;
  private boolean isResident;
  private long life;
  private int users;
  private boolean isExposed;
  private boolean isRevoked;
  private volatile int references;

  GatheredFetch(Origin origin) {
    this.origin = origin;
  }

  /**
   * Where results come from and go to; immutable.
   *
   * @param pool takes the result after its last release
   * @param counters count what is sent
   * @param buffers for transfers that copy
   * @param health says whether the store was closed
   */
  record Origin(FetchPool pool, FetchCounters counters, CopyBuffers buffers, StoreHealth health) {}

  /** Begins a new life of the object, with one reference. */
  GatheredFetch begin(Partition of) {
    partition = of;
    pieces.clear();
    isResident = true;
    synchronized (this) {
      life++;
      isExposed = false;
      isRevoked = false;
    }
    references = 1;
    return this;
  }

  void range(long first, long next) {
    firstOffset = first;
    nextOffset = next;
  }

  /** Says what the result may hold: batches that end at or below {@code end}, and how many bytes. */
  void limit(long end, int maxBytes, boolean isOneBatchAdmitted) {
    endOffset = end;
    limitBytes = maxBytes;
    isFirstAdmitted = isOneBatchAdmitted;
  }

  /** Whether one more batch may be added. */
  boolean admits(long batchEnd, int sizeBytes) {
    long total = (long) pieces.sizeBytes() + sizeBytes;
    boolean isFirst = pieces.count() == 0;
    return batchEnd <= endOffset && (total <= limitBytes || (isFirst && isFirstAdmitted));
  }

  void coldPiece() {
    isResident = false;
  }

  /** Adds a piece of a file, taking a lease of the file with its first piece. */
  void add(LogFile file, int index, int sizeBytes, long baseOffset) {
    if (leased.isEmpty() || leased.getLast() != file) {
      if (!file.mapped().tryAcquire()) {
        throw origin.health.closed();
      }
      leased.add(file);
    }
    pieces.add(file, index, sizeBytes, baseOffset);
  }

  @Override
  public int sizeBytes() {
    return pieces.sizeBytes();
  }

  @Override
  public long firstOffset() {
    return firstOffset;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
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
    return isResident;
  }

  @Override
  public ByteBuf content() {
    enter();
    try {
      expose();
      return SharedContent.of(this, 0, pieces.count());
    } finally {
      exit();
    }
  }

  @Override
  public List<FetchPart> parts() {
    enter();
    try {
      expose();
      List<FetchPart> parts = new ArrayList<>(pieces.count());
      for (int i = 0; i < pieces.count(); i++) {
        parts.add(new FetchPart.Slice(SharedContent.of(this, i, i + 1)));
      }
      return parts;
    } finally {
      exit();
    }
  }

  @Override
  public BatchIterator batches() {
    return new BatchWalk(this, life());
  }

  /** The offset behind a piece. */
  long offsetAfter(int piece) {
    return piece + 1 < pieces.count() ? pieces.baseOffset(piece + 1) : nextOffset;
  }

  Partition partition() {
    Partition now = partition;
    if (now == null) {
      throw new IllegalReferenceCountException(0);
    }
    return now;
  }

  @Override
  public long transferTo(WritableByteChannel target, TransferMode mode) throws IOException {
    if (mode == TransferMode.SENDFILE) {
      throw new UnsupportedOperationByEngineException("transfer by " + mode, Capability.FOREIGN_TRANSFER_MODES);
    }
    enter();
    try {
      boolean isGathered = mode != TransferMode.COPY && target instanceof SocketChannel;
      int before = pieces.remainingBytes();
      try {
        return isGathered ? pieces.gather((SocketChannel) target) : copy(target);
      } finally {
        int sent = before - pieces.remainingBytes();
        origin.counters.transferred(sent);
        origin.counters.copied(isGathered ? 0 : sent);
      }
    } finally {
      exit();
    }
  }

  private long copy(WritableByteChannel target) throws IOException {
    ByteBuffer buffer = origin.buffers.take();
    try {
      return pieces.copy(target, buffer);
    } finally {
      origin.buffers.giveBack(buffer);
    }
  }

  @Override
  public int remainingBytes() {
    return pieces.remainingBytes();
  }

  @Override
  public void rewind() {
    pieces.rewind();
  }

  private synchronized long life() {
    requireHeld();
    return life;
  }

  private void requireHeld() {
    if (references <= 0) {
      throw new IllegalReferenceCountException(references);
    }
    if (isRevoked) {
      throw origin.health.closed();
    }
  }

  private synchronized void expose() {
    isExposed = true;
  }

  /** Begins a use of the memory. */
  synchronized void enter() {
    requireHeld();
    users++;
  }

  /** Begins a use of the memory by somebody who belongs to one life of the object. */
  synchronized void enter(long expectedLife) {
    if (life != expectedLife) {
      throw new IllegalReferenceCountException(0);
    }
    enter();
  }

  /** Ends a use of the memory. */
  synchronized void exit() {
    users--;
    if (isRevoked && users == 0 && !isExposed) {
      giveLeasesBack();
    }
  }

  /**
   * Takes the memory away when the engine closes.
   *
   * @return whether some of it stays mapped until the last release
   */
  synchronized boolean revoke() {
    isRevoked = true;
    if (users == 0 && !isExposed) {
      giveLeasesBack();
    }
    return !leased.isEmpty();
  }

  private void giveLeasesBack() {
    for (int i = 0; i < leased.size(); i++) {
      leased.get(i).mapped().release();
    }
    leased.clear();
  }

  @Override
  public int refCnt() {
    return references;
  }

  @Override
  public FetchResult retain() {
    return retain(1);
  }

  @Override
  public FetchResult retain(int increment) {
    changeReferences(increment, 1);
    return this;
  }

  @Override
  public FetchResult touch() {
    return this;
  }

  @Override
  public FetchResult touch(Object hint) {
    return this;
  }

  @Override
  public boolean release() {
    return release(1);
  }

  @Override
  public boolean release(int decrement) {
    if (changeReferences(decrement, -1) > 0) {
      return false;
    }
    synchronized (this) {
      giveLeasesBack();
      life++;
    }
    partition = null;
    origin.pool.giveBack(this);
    return true;
  }

  private int changeReferences(int by, int sign) {
    if (by < 1) {
      throw new IllegalArgumentException("reference count changed by " + by + ", at least 1 is needed");
    }
    int now = references;
    while (true) {
      int then = now + sign * by;
      if (now <= 0 || then < 0) {
        throw new IllegalReferenceCountException(now, sign * by);
      }
      int witness = (int) REFERENCES.compareAndExchange(this, now, then);
      if (witness == now) {
        return then;
      }
      now = witness;
    }
  }
}
