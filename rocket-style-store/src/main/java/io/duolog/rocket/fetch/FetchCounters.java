package io.duolog.rocket.fetch;

import java.util.concurrent.atomic.LongAdder;

/** Thread-safe. What was fetched and sent, in bytes. */
public final class FetchCounters {
  private final LongAdder fetched = new LongAdder();
  private final LongAdder transferred = new LongAdder();
  private final LongAdder copied = new LongAdder();

  /** Nothing yet. */
  public FetchCounters() {}

  void fetched(long bytes) {
    fetched.add(bytes);
  }

  void transferred(long bytes) {
    transferred.add(bytes);
  }

  void copied(long bytes) {
    copied.add(bytes);
  }

  /** Bytes of results that were handed out. */
  public long fetchedBytes() {
    return fetched.sum();
  }

  /** Bytes that results have sent. */
  public long transferredBytes() {
    return transferred.sum();
  }

  /** Of those, bytes that went through a buffer. */
  public long copiedBytes() {
    return copied.sum();
  }
}
