package io.duolog.rocket.store;

import io.duolog.io.durable.CheckpointFile;
import io.duolog.rocket.append.ForceThread;
import io.duolog.rocket.append.LogTail;
import io.duolog.rocket.format.CatalogueEntries.FileSealed;
import io.duolog.rocket.format.CheckpointPayload;
import io.duolog.rocket.format.CheckpointPayload.Counters;
import io.duolog.rocket.format.CheckpointPayload.LogState;
import io.duolog.rocket.format.CheckpointPayload.PartitionState;
import io.duolog.rocket.format.CheckpointPayload.Status;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.PageRepair;
import io.duolog.rocket.queue.QueuePages;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Guarded by its monitor; files that are full may be added by anybody. Writes checkpoints (D5).
 *
 * <p>Order: the durable position is taken; every batch below it gets its queue entry published; the pages with those
 * entries are forced; full pages and files are recorded in the catalogue; then the checkpoint is replaced. So a
 * checkpoint relies on nothing that is not durable, and no batch below its position lacks an entry.
 */
public final class Checkpointer {
  private static final long PUBLICATION_WAIT_NANOS = 20_000;

  private final Files files;
  private final Log log;
  private final PartitionTable partitions;
  private final QueueMarks marks = new QueueMarks();
  private final Deque<FileSealed> fullFiles = new ArrayDeque<>();
  private Consumer<FileSealed> sealedListener = file -> {};
  private long nextIncarnation;
  private long writtenPosition = -1;

  /** Writes the checkpoints of a store. */
  public Checkpointer(Files files, Log log, PartitionTable partitions, long nextIncarnation) {
    this.files = files;
    this.log = log;
    this.partitions = partitions;
    this.nextIncarnation = nextIncarnation;
  }

  /**
   * What is written; immutable.
   *
   * @param checkpoint the checkpoint
   * @param catalogue the catalogue
   */
  public record Files(CheckpointFile checkpoint, StoreCatalogue catalogue) {}

  /**
   * What a checkpoint describes; immutable.
   *
   * @param tail the end of the log
   * @param forces knows what is durable
   * @param pages the pages of the queue
   * @param repaired pages that were made again since the last checkpoint
   */
  public record Log(
      LogTail tail, ForceThread forces, QueuePages pages, Queue<PageRepair.Repaired> repaired) {}

  /** Is told of each file that was recorded as sealed. */
  public void afterSeal(Consumer<FileSealed> listener) {
    sealedListener = listener;
  }

  /** Takes what the last checkpoint said of a partition. */
  public synchronized void restore(Partition partition, PartitionState state) {
    marks.restore(partition, state);
  }

  /** Gives out a number for a partition that is made. */
  public synchronized long takeIncarnation() {
    return nextIncarnation++;
  }

  /** A file is full; it is recorded once it is durable. */
  public void full(LogFile file, long maxAppendTimeMillis) {
    synchronized (fullFiles) {
      fullFiles.add(new FileSealed(file.firstPosition(), file.sizeBytes(), maxAppendTimeMillis));
    }
  }

  /** Whether the log was forced further than the last checkpoint says. */
  public synchronized boolean isBehind() {
    return writtenPosition != log.forces.durable();
  }

  /** Writes a checkpoint as of what is durable now. */
  public synchronized void write(boolean isClean) throws IOException {
    long durable = log.forces.durable();
    List<PartitionState> states = new ArrayList<>();
    takeRepaired();
    for (Partition partition : partitions.all()) {
      awaitPublished(partition);
      states.add(marks.update(partition, durable));
    }
    marks.force();
    List<FileSealed> sealed = fullBelow(durable);
    files.catalogue.sealed(marks.sealed(), sealed);
    marks.sealedRecorded();
    forget(sealed);
    int[] nextPage = new int[1];
    log.tail.withoutAppends(() -> nextPage[0] = log.pages.nextPage());
    int generation = log.tail.generation();
    Counters counters = new Counters(nextIncarnation, files.catalogue.lastStep(), nextPage[0]);
    LogState logState = new LogState(generation, generation, durable);
    Status status = isClean ? Status.CLEAN : Status.OPEN;
    files.checkpoint.write(new CheckpointPayload(status, logState, counters, states).encode());
    writtenPosition = durable;
    sealed.forEach(sealedListener);
  }

  private void takeRepaired() {
    PageRepair.Repaired page = log.repaired.poll();
    while (page != null) {
      for (Partition partition : partitions.all()) {
        if (partition.owner().incarnation() == page.incarnation()) {
          marks.repaired(partition, page.ordinal());
        }
      }
      page = log.repaired.poll();
    }
  }

  /**
   * A frame is published before its queue entry, so a force may cover frames whose entries are still on their way. They
   * take microseconds: everything is written by then. In a store that failed one may never come.
   */
  private void awaitPublished(Partition partition) {
    long reserved = partition.queue().reserved();
    while (partition.published() < Math.min(reserved, partition.queue().reserved())) {
      StorageException failure = log.tail.failure();
      if (failure != null) {
        throw failure;
      }
      LockSupport.parkNanos(partition, PUBLICATION_WAIT_NANOS);
    }
  }

  private List<FileSealed> fullBelow(long durable) {
    synchronized (fullFiles) {
      return fullFiles.stream().filter(file -> file.position() + file.sizeBytes() <= durable).toList();
    }
  }

  private void forget(List<FileSealed> recorded) {
    synchronized (fullFiles) {
      fullFiles.removeAll(recorded);
    }
  }
}
