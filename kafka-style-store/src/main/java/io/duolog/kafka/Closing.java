package io.duolog.kafka;

import io.duolog.kafka.partition.LiveLog;
import io.duolog.kafka.recovery.OpenedStore;
import io.duolog.kafka.store.Faults;
import io.duolog.kafka.store.TextFiles;
import io.duolog.storage.CloseReport;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageIoException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe; guarded by its monitor. Closes the store once (rules F2, F3, R3): no new calls, appends end,
 * everything durable and sealed, held results, files written as Kafka leaves them, our checkpoint, Kafka's marker,
 * our checkpoint marked clean, descriptors and mappings, the lock last. Whatever fails, the rest is released all the
 * same; then the store is not marked clean and the next opening recovers it.
 */
final class Closing {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final OpenedStore store;
  private final Upkeep upkeep;
  private @Nullable CloseReport report;
  private @Nullable StorageException fault;

  Closing(OpenedStore store, Upkeep upkeep) {
    this.store = store;
    this.upkeep = upkeep;
  }

  synchronized CloseReport close(Duration limit) {
    if (report != null) {
      return report;
    }
    boolean wasInterrupted = Thread.interrupted(); // a pending interrupt would close the files that close writes
    try {
      return closeOnce(limit);
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CloseReport closeOnce(Duration limit) {
    store.life().close();
    attempt(() -> store.context().unsynced().endWaiting());
    attempt(() -> store.creation().awaitEnd());
    attempt(() -> store.table().all().forEach(LiveLog::refuseAppends));
    attempt(upkeep::stop);
    attempt(() -> new StoreSync(store.table()).run());
    attempt(() -> store.context().unsynced().stop());
    attempt(() -> store.context().queue().stop());
    awaitResults(limit);
    attempt(this::writeFiles);
    store.table().all().forEach(log -> attempt(log::close));
    attempt(() -> store.openFiles().closeAll());
    attempt(() -> store.context().catalogue().close());
    attempt(() -> store.lock().close());
    CloseReport done = new CloseReport(store.context().counters().heldResults.get(), 0);
    report = done;
    StorageException first = fault;
    if (first != null) {
      throw first;
    }
    return done;
  }

  /** A step of closing that may fail. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      keep(Faults.typed("cannot close the store", store.directory(), e));
    } catch (StorageException e) {
      keep(e);
    } catch (RuntimeException e) {
      keep(new StorageIoException("cannot close the store: " + e, FaultLocation.of(store.directory()), e));
    }
  }

  private void keep(StorageException cause) {
    if (fault == null) {
      fault = cause;
    }
  }

  private void awaitResults(Duration limit) {
    long limitNanos = TimeUnit.NANOSECONDS.convert(limit); // the largest number where the limit is larger
    long started = System.nanoTime();
    while (store.context().counters().heldResults.get() > 0 && System.nanoTime() - started < limitNanos) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private void writeFiles() throws IOException {
    // a damaged partition has to be found damaged again by the next opening, so the store is not marked clean
    if (fault != null || store.table().all().stream().anyMatch(log -> log.hasRolled() || log.isDamaged())) {
      upkeep.checkpoints().writeIfMoved();
      return;
    }
    TextFiles texts = new TextFiles(store.context().disk());
    for (LiveLog log : store.table().all()) {
      log.writeClosedFiles(texts);
    }
    upkeep.checkpoints().writeWithTexts();
    store.keeper().writeMarker(store.context().catalogue().identity());
    upkeep.checkpoints().writeClean();
  }
}
