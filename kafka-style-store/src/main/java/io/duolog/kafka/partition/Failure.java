package io.duolog.kafka.partition;

import io.duolog.kafka.segment.Segment;
import io.duolog.kafka.store.Complaint;
import io.duolog.storage.OffsetRange;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread-safe. The first failed force or write of a partition, which is final (rule D3): waiting appends fail, later
 * ones fail with the same cause, reads end at the durable offset, the event is sent once.
 */
final class Failure {
  private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

  private final LogParts parts;
  private final AtomicBoolean isAnnounced = new AtomicBoolean();
  private final StorageFailedException unexplained;
  private volatile @Nullable StorageFailedException first;

  Failure(LogParts parts) {
    this.parts = parts;
    this.unexplained = unexplained(parts);
  }

  /** Made ahead: the failure where there is no memory to describe one. */
  private static StorageFailedException unexplained(LogParts parts) {
    OffsetRange all = new OffsetRange(parts.spec.identity(), parts.marks.durableOffset(), Long.MAX_VALUE);
    return new StorageFailedException(
        parts.spec.name() + ": failed, and the cause could not be described", FaultLocation.of(parts.directory),
        List.of(all), null);
  }

  boolean isThere() {
    return first != null;
  }

  @Nullable StorageFailedException first() {
    return first;
  }

  /** Throws the first cause if there is one. */
  void requireNone() {
    StorageFailedException failure = first;
    if (failure != null) {
      throw failure;
    }
  }

  /** Throws the first cause of a partition whose marks have failed; waits for who is about to note it. */
  StorageFailedException noted() {
    synchronized (this) {
      return Objects.requireNonNull(first);
    }
  }

  /**
   * Ends the partition's writing life, once. The caller calls {@link #announce} when it holds no lock. The failure is
   * noted before anything else is done that might fail: nobody finds the marks failed and no cause.
   */
  StorageFailedException fail(String what, Path path, @Nullable Throwable cause) {
    StorageFailedException failure;
    synchronized (this) {
      if (first != null) {
        return first;
      }
      failure = described(parts.marks.fail(), what, path, cause);
      first = failure;
    }
    parts.context.unsynced().leave(parts.marks.unsyncedBytes()); // given up: no force will cover them
    parts.context.unsynced().wakeWaiting();
    for (Segment segment : parts.segments.all()) {
      parts.marks.letClose(segment);
    }
    return failure;
  }

  private StorageFailedException described(long end, String what, Path path, @Nullable Throwable cause) {
    try {
      OffsetRange lost = new OffsetRange(parts.spec.identity(), parts.marks.durableOffset(), end);
      return new StorageFailedException(
          parts.spec.name() + ": " + what + "; offsets " + lost.firstOffset() + " to " + lost.nextOffset()
              + " are not known to be durable",
          FaultLocation.of(path),
          List.of(lost),
          cause);
    } catch (VirtualMachineError e) {
      return unexplained;
    }
  }

  /** Tells of the failure, once, and fails the appends that wait. Called without locks; cheap where nothing failed. */
  void announce() {
    StorageFailedException failure = first;
    if (failure == null) {
      return;
    }
    try {
      if (isAnnounced.compareAndSet(false, true)) {
        Complaint.log(LOG, "a partition takes no more appends", failure);
        parts.context.listeners().failed(parts.spec.name().toString(), failure);
      }
    } finally {
      failWaiting(failure);
    }
  }

  /** Fails every append that waits for a force. Called without locks. */
  void failWaiting(StorageException cause) {
    PendingAcks.Ack ack = new PendingAcks.Ack();
    while (parts.acks.take(Long.MAX_VALUE, ack)) {
      ack.failed(cause, parts.context.counters());
    }
  }
}
