package io.duolog.rocket.recovery;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.append.LogTail;
import io.duolog.rocket.format.CheckpointPayload;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameOwner;
import io.duolog.rocket.format.StoreNames;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.FileSizing;
import io.duolog.rocket.log.FileSupply;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.recovery.StoredFiles.Numbered;
import io.duolog.rocket.store.Checkpointer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Confined to one opening. Finds the end of the log and makes it one that can be written on. */
final class LogRecovery {
  private final StoreEnvironment environment;
  private final CheckpointPayload state;
  private final RestoredPartitions restored;
  private final RecoveryJournal journal;
  private final DamagedLog damage;
  private final RecoveredQueues queues;
  private long discardedBytes;

  LogRecovery(
      StoreEnvironment environment, CheckpointPayload state, RestoredPartitions restored, RecoveryJournal journal) {
    this.environment = environment;
    this.state = state;
    this.restored = restored;
    this.journal = journal;
    Path log = environment.directory().resolve(StoreNames.COMMIT_LOG);
    this.damage = new DamagedLog(state, restored.byIncarnation());
    this.queues = new RecoveredQueues(log, restored.byIncarnation(), restored.supply(), damage);
  }

  /**
   * Where the log ends; immutable.
   *
   * @param position behind the last whole frame
   * @param generation largest that was met
   * @param isRecovered whether anything was scanned, so that a new checkpoint is due
   */
  record End(long position, int generation, boolean isRecovered) {}

  /** Finds the end: the checkpoint's after a clean close, else by a scan, which derives queue entries on its way. */
  End findEnd(List<Numbered> files) throws IOException {
    long durable = state.log().durablePosition();
    int generation = state.log().generation();
    End end = new End(durable, generation, false);
    if (!state.isClean() || restored.isRebuilt()) {
      long from = restored.isRebuilt() ? 0 : durable;
      int floor = restored.isRebuilt() ? 0 : state.log().floorGeneration();
      LogScan scan = new LogScan(environment.disk(), durable, floor, queues);
      damage.lookAhead(
          (next, visitor) ->
              new LogScan(environment.disk(), durable, scan.generation(), visitor).scan(files, next));
      long position = scan.scan(files, from);
      queues.closeGaps(Long.MAX_VALUE);
      discardedBytes = state.isClean() ? 0 : new LeftoverScan(environment.disk()).bytesBehind(files, position);
      journal.scanned(position - from, queues.keptBatches(), discardedBytes + queues.droppedBytes());
      end = new End(position, Math.max(generation, scan.generation()), true);
      journal.phase("scan");
    }
    if (queues.damages() > 0) {
      journal.warn(queues.damages() + " places of the log below its watermark are damaged");
    }
    if (queues.unknownBatches() > 0) {
      journal.warn(queues.unknownBatches() + " batches belong to no partition of the catalogue");
    }
    for (Partition partition : restored.byIncarnation().values()) {
      if (partition.queue().isTailReplaced()) {
        journal.warn(partition.spec().name() + ": a damaged page of its queue is derived again when it is needed");
      }
    }
    restored.restoreHighWatermarks();
    return end;
  }

  /** Writes what the next scan has to know, forces everything, and only then gives skipped reservations away. */
  void repair(LogTail tail, FileSupply<LogFile> supply, CommitLog log, End end) throws IOException {
    if (!end.isRecovered) {
      return;
    }
    if (discardedBytes > 0) {
      mark(tail, supply, FrameKind.CUT, FrameOwner.STORE, discardedBytes);
      journal.warn(discardedBytes + " bytes behind the end of the log were discarded");
    }
    for (Partition partition : queues.dropped()) {
      mark(tail, supply, FrameKind.TRUNCATE, partition.owner(), partition.nextOffset());
      journal.warn(partition.spec().name() + " ends at offset " + partition.nextOffset() + ": batches were lost");
    }
    long durable = state.log().durablePosition();
    rewrite(log, durable, end.position);
    force(log, durable, tail.endPosition());
    if (!queues.skipped().isEmpty()) {
      List<FrameImage> paddings = queues.skipped().stream().map(position -> beginPadding(log, position)).toList();
      force(log, durable, tail.endPosition());
      paddings.forEach(padding -> finishPadding(log, padding));
      force(log, durable, tail.endPosition());
      journal.warn(queues.skipped().size() + " reservations without a batch became padding");
    }
    journal.phase("repair");
  }

  /** Records the files that became full and were not recorded before the crash, or were filled by the repair. */
  void remember(Checkpointer checkpointer, CommitLog log, Set<Long> sealed, long endPosition) {
    for (LogFile file : log.files()) {
      if (file.nextPosition() <= endPosition && !sealed.contains(file.firstPosition())) {
        checkpointer.full(file, queues.maxAppendTimeMillis());
      }
    }
  }

  private static void mark(LogTail tail, FileSupply<LogFile> supply, FrameKind kind, FrameOwner owner, long value) {
    while (!tail.mark(kind, owner, value)) {
      supply.fill();
    }
  }

  /**
   * Writes the bytes that were found again, page by page. After a force that failed the cache shows bytes that the
   * device never got, on pages that count as clean: a force would report success and write nothing (D3, C5).
   */
  private static void rewrite(CommitLog log, long from, long to) {
    for (LogFile file : log.files()) {
      long first = Math.max(from, file.firstPosition());
      long end = Math.min(to, file.nextPosition());
      if (first < end) {
        int begin = file.indexOf(first) / FileSizing.PAGE_BYTES * FileSizing.PAGE_BYTES;
        for (int index = begin; index < file.indexOf(end); index += FileSizing.PAGE_BYTES) {
          file.view().putLong(index, file.view().getLong(index));
        }
      }
    }
    NativeCalls.system().faultPoint();
  }

  /**
   * Writes the rest of a padding's header while its length is still negative: it remains the reservation that it was.
   * The two parts may lie in two pages, which reach the device in any order, so a force stands between them.
   */
  private static FrameImage beginPadding(CommitLog log, long position) {
    LogFile file = log.fileAt(position);
    int index = file.indexOf(position);
    FrameImage padding = new FrameImage().load(file.view(), index).becomePadding();
    padding.putRest(file.view(), index, false);
    return padding;
  }

  /** Writes the first word, which turns the length positive and names the kind at once. */
  private static void finishPadding(CommitLog log, FrameImage padding) {
    LogFile file = log.fileAt(padding.position());
    file.setFirstWord(file.indexOf(padding.position()), padding.firstWord());
    NativeCalls.system().faultPoint();
  }

  private static void force(CommitLog log, long from, long to) throws IOException {
    for (LogFile file : log.files()) {
      long first = Math.max(from, file.firstPosition());
      long end = Math.min(to, file.nextPosition());
      if (first < end) {
        file.force(file.indexOf(first), end - first);
      }
    }
  }
}
