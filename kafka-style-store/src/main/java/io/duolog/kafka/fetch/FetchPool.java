package io.duolog.kafka.fetch;

import io.duolog.io.file.Disk;
import io.duolog.kafka.segment.OpenFiles;
import io.duolog.kafka.store.Counters;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe; guarded by its monitor. Results and copy buffers that wait to be used again, so that a read and a
 * transfer allocate nothing. Bounded: what finds no room is left to the collector.
 *
 * <p>The result that was given back first is used again first, and not before {@link #RESTING} others rest with it.
 * While a result rests it has no reference, so who releases it once too often gets the error and takes it from nobody.
 * A handle of its own for every read would find every such release, and cost every read an object.
 */
public final class FetchPool {
  /** As many results are given back after one before it is used again. */
  static final int RESTING = 32;

  private static final int MOST_RESULTS = 256;
  private static final int MOST_BUFFERS = 8;
  private static final int COPY_BUFFER_BYTES = 256 << 10;

  private final Disk disk;
  private final OpenFiles openFiles;
  private final Counters counters;
  private final @Nullable RegionResult[] results = new RegionResult[MOST_RESULTS];
  private final @Nullable ByteBuffer[] buffers = new ByteBuffer[MOST_BUFFERS];
  private int firstResult;
  private int resultCount;
  private int bufferCount;

  /** Empty. */
  public FetchPool(Disk disk, OpenFiles openFiles, Counters counters) {
    this.disk = disk;
    this.openFiles = openFiles;
    this.counters = counters;
  }

  Disk disk() {
    return disk;
  }

  void requireOpen() {
    openFiles.requireOpen();
  }

  Counters counters() {
    return counters;
  }

  /** A result with one reference and without regions. */
  public RegionResult take() {
    RegionResult result = pooledResult();
    if (result == null) {
      result = new RegionResult(this);
    } else {
      result.revive();
    }
    counters.heldResults.incrementAndGet();
    return result;
  }

  private synchronized @Nullable RegionResult pooledResult() {
    if (resultCount <= RESTING) {
      return null;
    }
    RegionResult result = results[firstResult];
    results[firstResult] = null;
    firstResult = (firstResult + 1) % MOST_RESULTS;
    resultCount--;
    return result;
  }

  void giveBack(RegionResult result) {
    counters.heldResults.decrementAndGet();
    synchronized (this) {
      if (resultCount < MOST_RESULTS) {
        results[(firstResult + resultCount) % MOST_RESULTS] = result;
        resultCount++;
      }
    }
  }

  synchronized ByteBuffer takeBuffer() {
    ByteBuffer buffer = bufferCount == 0 ? null : buffers[--bufferCount];
    return buffer == null ? ByteBuffer.allocateDirect(COPY_BUFFER_BYTES) : buffer.clear();
  }

  synchronized void giveBack(ByteBuffer buffer) {
    if (bufferCount < MOST_BUFFERS) {
      buffers[bufferCount++] = buffer;
    }
  }
}
