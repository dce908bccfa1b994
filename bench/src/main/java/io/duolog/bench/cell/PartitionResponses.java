package io.duolog.bench.cell;

import io.duolog.bench.serve.ResponseSource;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TransferMode;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Serves one partition with fetch results, by the engine's own path unless told otherwise. Confined to the server. */
final class PartitionResponses implements ResponseSource {
  private final PartitionLog partition;
  private final TransferMode mode;
  private final ReadOptions options;
  private final Arrival arrival;
  private @Nullable FetchResult result;
  private long nextOffset;

  /** What a read waits for when it has come to the log end. */
  @FunctionalInterface
  interface Arrival {
    /** For readers behind the end: does not wait. */
    Arrival NONE = offset -> {};

    /** Waits for a while until the log end is above {@code offset}. */
    void await(long offset);
  }

  PartitionResponses(PartitionLog partition, TransferMode mode, ReadOptions options, Arrival arrival) {
    this.partition = partition;
    this.mode = mode;
    this.options = options;
    this.arrival = arrival;
  }

  @Override
  public int prepare(long offset, int maxBytes) {
    arrival.await(offset);
    FetchOutcome outcome = partition.read(offset, maxBytes, options);
    if (outcome instanceof FetchResult fetched) {
      result = fetched;
      nextOffset = fetched.nextOffset();
      return fetched.sizeBytes();
    }
    throw new IllegalStateException("a read at offset " + offset + " was answered with " + outcome);
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public void transferTo(SocketChannel target) throws IOException {
    FetchResult fetched = result;
    if (fetched == null) {
      return;
    }
    try {
      while (fetched.remainingBytes() > 0) {
        fetched.transferTo(target, mode);
      }
    } finally {
      result = null;
      fetched.release();
    }
  }

  @Override
  public void close() {
    FetchResult fetched = result;
    result = null;
    if (fetched != null) {
      fetched.release();
    }
  }
}
