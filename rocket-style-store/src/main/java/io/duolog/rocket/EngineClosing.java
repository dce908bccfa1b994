package io.duolog.rocket;

import io.duolog.io.file.DirectoryLock;
import io.duolog.rocket.append.Appender;
import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.fetch.FetchPool;
import io.duolog.rocket.format.StoreNames;
import io.duolog.rocket.log.AllocationThread;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.log.LogFileMaker;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.queue.QueueFile;
import io.duolog.rocket.queue.QueueFileMaker;
import io.duolog.rocket.recovery.OpenedStore;
import io.duolog.rocket.store.CheckpointThread;
import io.duolog.storage.CloseReport;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Confined to the closing thread. Closes a store in the reverse order of its opening: no new calls, no appends in
 * flight, everything forced, threads joined, held results given back or taken away, a clean checkpoint, files, and
 * the directory lock last. Each step is taken whatever became of those before it; the first fault is thrown at the
 * end.
 */
final class EngineClosing {
  private final StoreEnvironment environment;
  private final StoreHealth health;
  private final OpenedStore store;
  private final DirectoryLock lock;
  private final Threads threads;
  private @Nullable StorageException fault;

  EngineClosing(
      StoreEnvironment environment, StoreHealth health, OpenedStore store, DirectoryLock lock, Threads threads) {
    this.environment = environment;
    this.health = health;
    this.store = store;
    this.lock = lock;
    this.threads = threads;
  }

  /**
   * The threads of a store, beside the one that forces; immutable.
   *
   * @param allocation allocates ahead
   * @param prefault prepares pages ahead
   * @param checkpoints writes checkpoints
   * @param events tells listeners
   */
  record Threads(
      AllocationThread allocation, AllocationThread prefault, CheckpointThread checkpoints, EventDispatch events) {}

  /**
   * How closing ended; immutable.
   *
   * @param report what is still held
   * @param fault the first fault, if there was one
   */
  record Result(CloseReport report, @Nullable StorageException fault) {
    void throwFailure() {
      if (fault != null) {
        throw fault;
      }
    }
  }

  /** Something that may meet a fault of a file. */
  private interface Step {
    void run() throws IOException;
  }

  Result close(Appender appender, Gate gate, FetchPool pool, Duration limit) {
    store.writing().tail().withoutAppends(health::close);
    store.log().supply().stop();
    store.queue().supply().stop();
    appender.unsynced().endWaiting();
    store.queue().rebuild().close();
    appender.awaitFlights();
    appender.close();
    gate.close();
    store.writing().forces().want(store.writing().tail().endPosition());
    store.writing().forces().close();
    threads.checkpoints.close();
    threads.allocation.close();
    threads.prefault.close();
    threads.events.close();
    pool.awaitReleased(TimeUnit.NANOSECONDS.convert(limit));
    int heldResults = pool.held();
    pool.revokeAll();
    StorageException failure = health.failure();
    if (failure == null) {
      step(() -> store.state().checkpointer().write(true));
    } else {
      fault = failure;
    }
    step(this::discardUnused);
    int heldMappings = store.log().files().close();
    store.queue().pages().close();
    step(store.state().catalogue()::close);
    step(lock::close);
    return new Result(new CloseReport(heldResults, heldMappings), fault);
  }

  private void discardUnused() throws IOException {
    LogFileMaker logMaker = new LogFileMaker(environment);
    for (LogFile file : store.log().supply().close()) {
      logMaker.discard(file);
    }
    QueueFileMaker queueMaker = new QueueFileMaker(environment);
    for (QueueFile file : store.queue().supply().close()) {
      queueMaker.discard(file);
    }
    environment.disk().forceDirectory(environment.directory().resolve(StoreNames.COMMIT_LOG));
    environment.disk().forceDirectory(environment.directory().resolve(StoreNames.CONSUME_QUEUE));
  }

  private void step(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      note(Faults.typed("the store could not be closed cleanly", environment.directory(), e));
    } catch (StorageException e) {
      note(e);
    } catch (InternalError e) {
      note(Faults.mappingFault(environment.directory(), FaultLocation.UNKNOWN_POSITION, e));
    }
  }

  private void note(StorageException met) {
    if (fault == null) {
      fault = met;
    }
  }
}
