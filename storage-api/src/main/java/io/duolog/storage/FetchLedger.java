package io.duolog.storage;

import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What an engine of {@link BufferFetchResult}s has to know of them: which are held, how many bytes they have sent, and
 * that they end with the engine (R3, F2). Thread-safe; closing is guarded by this.
 */
public final class FetchLedger {
  private static final long POLL_NANOS = 100_000;

  private final Queue<ByteBuf> handedOut = new ConcurrentLinkedQueue<>();
  private final LongAdder sentBytes = new LongAdder();
  private volatile @Nullable CloseReport report;

  /** An open ledger without results. */
  public FetchLedger() {}

  /**
   * Refuses what comes after the close.
   *
   * @throws EngineClosedException if the ledger is closed
   */
  public void requireOpen() {
    if (report != null) {
      throw new EngineClosedException("the engine is closed", FaultLocation.NONE, null);
    }
  }

  /** How many results somebody still holds. */
  public int heldResults() {
    handedOut.removeIf(content -> content.refCnt() == 0);
    return handedOut.size();
  }

  /** Bytes that results have sent to channels, all of them copied. */
  public long sentBytes() {
    return sentBytes.sum();
  }

  /** Waits for held results up to {@code limit}, then ends their use. A second call gives the first one's report. */
  public synchronized CloseReport close(Duration limit) {
    CloseReport first = report;
    if (first != null) {
      return first;
    }
    long begin = System.nanoTime();
    int held = heldResults();
    while (held > 0 && Duration.ofNanos(System.nanoTime() - begin).compareTo(limit) < 0) {
      LockSupport.parkNanos(this, POLL_NANOS);
      held = heldResults();
    }
    CloseReport last = new CloseReport(held, 0);
    report = last;
    return last;
  }

  void handOut(ByteBuf content) {
    handedOut.removeIf(other -> other.refCnt() == 0);
    handedOut.add(content);
  }

  void sent(int bytes) {
    sentBytes.add(bytes);
  }
}
