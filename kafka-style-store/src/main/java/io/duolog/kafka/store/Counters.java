package io.duolog.kafka.store;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Thread-safe. The figures of an open store. */
public final class Counters {
  /** Batches that were appended. */
  public final LongAdder appendedBatches = new LongAdder();

  /** Their bytes. */
  public final LongAdder appendedBytes = new LongAdder();

  /** Bytes of fetch results that were handed out. */
  public final LongAdder fetchedBytes = new LongAdder();

  /** Bytes that results have sent. */
  public final LongAdder transferredBytes = new LongAdder();

  /** Of those, bytes that went through a buffer. */
  public final LongAdder copiedBytes = new LongAdder();

  /** Forces that have ended. */
  public final LongAdder forces = new LongAdder();

  /** Fetch results that are held. */
  public final AtomicInteger heldResults = new AtomicInteger();

  /** Completions and listeners that threw. */
  public final AtomicLong throwingCallbacks = new AtomicLong();

  /** Index files that were made again. */
  public final AtomicLong rebuiltIndexFiles = new AtomicLong();

  /** Segments that were sealed. */
  public final AtomicLong sealedSegments = new AtomicLong();
}
