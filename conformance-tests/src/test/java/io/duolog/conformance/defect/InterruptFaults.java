package io.duolog.conformance.defect;

import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.InterruptedAppendException;
import io.duolog.storage.error.StorageIoException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Faults of calls on threads that are interrupted. Stateless; each fault has the state of one engine. */
final class InterruptFaults {
  private static final String APPEND = "PartitionLog.append";

  private InterruptFaults() {}

  static Fault statusCleared() {
    return Fault.on(
        APPEND,
        call -> {
          try {
            return call.proceed();
          } finally {
            Thread.interrupted();
          }
        });
  }

  /** Whose thread is interrupted is served, and the next one is turned away in its place. */
  static Fault anotherOneHit() {
    AtomicBoolean isHit = new AtomicBoolean();
    return Fault.on(
        APPEND,
        call -> {
          if (!Thread.currentThread().isInterrupted() && isHit.getAndSet(false)) {
            throw interrupted();
          }
          isHit.compareAndSet(false, Thread.currentThread().isInterrupted());
          return call.proceed();
        });
  }

  /** An append that an interrupt fails is stored all the same. */
  static Fault partialAppendKept() {
    return Fault.on(
        APPEND,
        call -> {
          boolean isInterrupted = Thread.interrupted();
          Object base = call.proceed();
          if (isInterrupted) {
            Thread.currentThread().interrupt();
            throw interrupted();
          }
          return base;
        });
  }

  /** Nobody reads any more once an interrupt has hit a reader. */
  static Fault channelLeftClosed() {
    AtomicBoolean isClosed = new AtomicBoolean();
    return Fault.on(
        "PartitionLog.read",
        call -> {
          isClosed.compareAndSet(false, Thread.currentThread().isInterrupted());
          if (isClosed.get()) {
            throw new StorageIoException("the channel is closed", FaultLocation.NONE, null);
          }
          return call.proceed();
        });
  }

  private static InterruptedAppendException interrupted() {
    return new InterruptedAppendException("interrupted", FaultLocation.NONE, null);
  }
}
