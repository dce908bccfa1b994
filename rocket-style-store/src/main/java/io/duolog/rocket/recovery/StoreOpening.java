package io.duolog.rocket.recovery;

import io.duolog.io.durable.CheckpointFile;
import io.duolog.io.durable.FileStamp;
import io.duolog.io.durable.Journal;
import io.duolog.io.file.CorruptFileException;
import io.duolog.rocket.append.ForceThread;
import io.duolog.rocket.append.LogTail;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.format.CheckpointPayload;
import io.duolog.rocket.format.CheckpointPayload.Counters;
import io.duolog.rocket.format.CheckpointPayload.LogState;
import io.duolog.rocket.format.CheckpointPayload.Status;
import io.duolog.rocket.format.StoreNames;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.FileSupply;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.log.LogFileMaker;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.partition.Completions;
import io.duolog.rocket.queue.QueueFile;
import io.duolog.rocket.queue.QueueFileMaker;
import io.duolog.rocket.queue.QueuePages;
import io.duolog.rocket.recovery.StoredFiles.Numbered;
import io.duolog.rocket.store.Checkpointer;
import io.duolog.rocket.store.PartitionTable;
import io.duolog.rocket.store.StoreCatalogue;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confined to one thread. Opens a store whose directory is locked. What was opened is closed again, in reverse
 * order, if a later step fails (F1).
 *
 * <p>Order after a crash: scan; checkpoint with the new generation; files behind the end removed; cut frame and
 * truncate frames; force; skipped reservations become padding; force; checkpoint with the new durable position.
 * Until the last step a second crash finds the same log, and what was done is found done.
 */
public final class StoreOpening {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);
  private static final int FILES_AHEAD = 2;

  private final StoreEnvironment environment;
  private final StoreHealth health;
  private final Completions completions;
  private final PartitionTable partitions;
  private final RecoveryJournal journal;
  private final Deque<Undo> undo = new ArrayDeque<>();

  /** Opens the store of an environment into {@code partitions}; the report repeats {@code warnings}. */
  public StoreOpening(
      StoreEnvironment environment,
      StoreHealth health,
      Completions completions,
      PartitionTable partitions,
      List<String> warnings) {
    this.environment = environment;
    this.health = health;
    this.completions = completions;
    this.partitions = partitions;
    this.journal = new RecoveryJournal(environment.clock());
    warnings.forEach(journal::warn);
  }

  /** Closes something. */
  private interface Undo {
    void run() throws IOException;
  }

  /** Opens the store. */
  public OpenedStore open() throws IOException {
    boolean isDone = false;
    try {
      StoreDirectory directory = new StoreDirectory(environment.disk(), environment.directory());
      StoreDirectory.Found found = directory.checkpoint();
      OpenedStore store = found.content().isEmpty() ? openNew(directory) : openOld(found);
      isDone = true;
      return store;
    } finally {
      while (!isDone && !undo.isEmpty()) {
        undo(undo.pop());
      }
    }
  }

  /** What cannot be closed, or removed, keeps nothing else from it; the fault that ended the opening is thrown. */
  private void undo(Undo step) {
    try {
      step.run();
    } catch (IOException | StorageException e) {
      LOG.warn("{} was not closed cleanly after its opening failed: {}", environment.directory(), e.toString());
    }
  }

  private OpenedStore openNew(StoreDirectory directory) throws IOException {
    journal.found(RecoveryReport.Kind.NEW);
    directory.clearUnfinished();
    long identity = 0;
    while (identity == 0) {
      identity = new SecureRandom().nextLong();
    }
    CheckpointFile checkpoint = directory.newCheckpoint(identity);
    Path path = environment.directory().resolve(StoreNames.CATALOGUE);
    FileStamp stamp = new FileStamp(StoreNames.CATALOGUE_MAGIC, StoreNames.CONTENT_VERSION, identity);
    Journal catalogue = Journal.create(environment.disk(), path, stamp);
    undo.push(catalogue::close);
    CheckpointPayload empty =
        new CheckpointPayload(Status.CLEAN, new LogState(1, 1, 0), new Counters(1, 0, 0), List.of());
    checkpoint.write(empty.encode());
    return assemble(checkpoint, catalogue, empty, new CatalogueContents(path));
  }

  private OpenedStore openOld(StoreDirectory.Found found) throws IOException {
    Path path = environment.directory().resolve(StoreNames.CATALOGUE);
    CheckpointPayload state;
    try {
      state = CheckpointPayload.decode(found.content().orElseThrow().payload());
    } catch (IllegalArgumentException e) {
      throw new CorruptFileException(
          environment.directory().resolve(StoreNames.CHECKPOINT), 0, String.valueOf(e.getMessage()));
    }
    journal.found(state.isClean() ? RecoveryReport.Kind.CLEAN : RecoveryReport.Kind.CRASHED);
    CatalogueContents contents = new CatalogueContents(path);
    FileStamp stamp =
        new FileStamp(
            StoreNames.CATALOGUE_MAGIC, StoreNames.CONTENT_VERSION, found.content().orElseThrow().identity());
    Journal catalogue =
        Journal.open(environment.disk(), path, stamp, state.counters().catalogueStep(), contents);
    undo.push(catalogue::close);
    journal.phase("catalogue");
    return assemble(found.file(), catalogue, state, contents);
  }

  private OpenedStore assemble(
      CheckpointFile checkpointFile, Journal catalogue, CheckpointPayload state, CatalogueContents contents)
      throws IOException {
    StoredFiles stored = new StoredFiles(environment);
    long durable = state.log().durablePosition();
    List<Numbered> found = stored.list(StoreNames.COMMIT_LOG);
    List<Numbered> logFiles = StoredFiles.contiguous(found, durable);
    RestoredPartitions restored =
        new RestoredPartitions(
            state, contents, queue(stored, state, contents, checkpointFile), completions, partitions);
    restored.restore();
    journal.phase("queue");
    LogRecovery recovery = new LogRecovery(environment, state, restored, journal);
    LogRecovery.End end = recovery.findEnd(logFiles);
    boolean isTrusted = state.isClean() && !restored.isRebuilt();
    int generation = isTrusted ? state.log().generation() : end.generation() + 1;
    LogState opened = new LogState(generation, state.log().floorGeneration(), durable);
    Status status = restored.isRebuilt() ? Status.REBUILDING : Status.OPEN;
    checkpointFile.write(new CheckpointPayload(status, opened, state.counters(), state.partitions()).encode());
    List<Numbered> kept = logFiles.stream().filter(file -> file.number() < end.position()).toList();
    stored.delete(StoreNames.COMMIT_LOG, found.stream().filter(file -> !kept.contains(file)).toList());
    CommitLog log = new CommitLog(stored.openLog(kept, durable));
    undo.push(log::close);
    return finish(checkpointFile, catalogue, new Found(state, contents, restored, recovery, log), end, generation);
  }

  /** What opening has found so far; immutable. */
  private record Found(
      CheckpointPayload state,
      CatalogueContents contents,
      RestoredPartitions restored,
      LogRecovery recovery,
      CommitLog log) {}

  private OpenedStore finish(
      CheckpointFile checkpointFile, Journal catalogue, Found found, LogRecovery.End end, int generation)
      throws IOException {
    LogFileMaker maker = new LogFileMaker(environment);
    List<LogFile> files = found.log.files();
    long next = files.isEmpty() ? end.position() : files.getLast().nextPosition();
    Path logDirectory = environment.directory().resolve(StoreNames.COMMIT_LOG);
    FileSupply<LogFile> supply = new FileSupply<>(logDirectory, FILES_AHEAD, next, maker);
    undo.push(() -> discard(supply, maker));
    Checkpointer[] checkpointer = new Checkpointer[1];
    ForceThread[] forces = new ForceThread[1];
    LogTail tail =
        new LogTail(
            found.log,
            supply,
            health,
            new LogTail.Start(
                end.position(),
                generation,
                environment.settings().writeMode(),
                environment.settings().maxBatchBytes()),
            (file, appendTime) -> {
              if (checkpointer[0] != null) {
                checkpointer[0].full(file, appendTime);
                forces[0].want(file.nextPosition());
              }
            });
    undo.push(tail::close);
    found.restored.repair().attach(tail);
    found.recovery.repair(tail, supply, found.log, end);
    StoreCatalogue storeCatalogue = new StoreCatalogue(catalogue);
    forces[0] = new ForceThread(environment, found.log, tail, health, completions);
    long nextIncarnation = found.restored.nextIncarnation();
    QueuePages pages = found.restored.pages();
    checkpointer[0] =
        new Checkpointer(
            new Checkpointer.Files(checkpointFile, storeCatalogue),
            new Checkpointer.Log(tail, forces[0], pages, found.restored.repair().unrecorded()),
            partitions,
            nextIncarnation);
    found.restored.remember(checkpointer[0]);
    found.recovery.remember(checkpointer[0], found.log, found.contents.sealedFiles(), tail.endPosition());
    if (end.isRecovered()) {
      checkpointer[0].write(false);
      journal.phase("checkpoint");
    }
    QueueRebuild rebuild =
        found.restored.rebuild(
            environment.settings().name(), new QueueRebuild.Work(health, checkpointer[0]));
    return new OpenedStore(
        new OpenedStore.Log(found.log, supply),
        new OpenedStore.Queue(pages, found.restored.supply(), found.restored.repair(), rebuild),
        new OpenedStore.Writing(tail, forces[0]),
        new OpenedStore.State(storeCatalogue, checkpointer[0], partitions),
        journal.report());
  }

  private void discard(FileSupply<LogFile> supply, LogFileMaker maker) throws IOException {
    for (LogFile file : supply.close()) {
      maker.discard(file);
    }
  }

  /**
   * Opens the queue's files if they can hold what the checkpoint says, else removes them: they are derived (C4). The
   * checkpoint says so first, lest a crash leave files that look whole.
   */
  private RestoredPartitions.Queue queue(
      StoredFiles stored, CheckpointPayload state, CatalogueContents contents, CheckpointFile checkpointFile)
      throws IOException {
    List<Numbered> files = stored.list(StoreNames.CONSUME_QUEUE);
    int nextPage = RestoredPartitions.nextPage(state, contents);
    boolean isUsable = state.status() != Status.REBUILDING && RestoredPartitions.areKnown(state, contents);
    LostQueueFiles lost = new LostQueueFiles(environment);
    List<Numbered> completed = isUsable ? lost.complete(files, nextPage) : List.of();
    boolean isWhole = isUsable && (!completed.isEmpty() || (files.isEmpty() && nextPage == 0));
    if (isWhole) {
      files = completed;
      told(lost);
    } else {
      journal.warn("the queue was damaged and is derived again from the log");
      journal.rebuilt(Math.max(1, files.size()));
      checkpointFile.write(
          new CheckpointPayload(Status.REBUILDING, state.log(), state.counters(), state.partitions()).encode());
      stored.delete(StoreNames.CONSUME_QUEUE, files);
      lost.forget();
      files = List.of();
      nextPage = 0;
    }
    long endPage = files.isEmpty() ? 0 : LostQueueFiles.nextPage(files.getLast());
    List<QueueFile> open = stored.openQueue(files);
    QueueFileMaker maker = new QueueFileMaker(environment);
    Path directory = environment.directory().resolve(StoreNames.CONSUME_QUEUE);
    FileSupply<QueueFile> supply = new FileSupply<>(directory, 1, endPage, maker);
    QueuePages pages = new QueuePages(open, nextPage, supply);
    lost.lost().forEach(file -> pages.lose(LostQueueFiles.firstPage(file), LostQueueFiles.nextPage(file)));
    undo.push(pages::close);
    undo.push(
        () -> {
          for (QueueFile file : supply.close()) {
            maker.discard(file);
          }
        });
    QueueRepair repair = new QueueRepair(environment, stored, supply, state.log().durablePosition());
    return new RestoredPartitions.Queue(pages, supply, repair, lost, !isWhole);
  }

  private void told(LostQueueFiles lost) {
    if (!lost.lost().isEmpty()) {
      journal.rebuilt(lost.lost().size());
      journal.warn(lost.lost().size() + " files of the queue were lost: their pages are derived in the background");
    }
  }
}
