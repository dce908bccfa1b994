package io.duolog.rocket.recovery;

import io.duolog.rocket.append.ForceThread;
import io.duolog.rocket.append.LogTail;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.FileSupply;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.queue.QueueFile;
import io.duolog.rocket.queue.QueuePages;
import io.duolog.rocket.store.Checkpointer;
import io.duolog.rocket.store.PartitionTable;
import io.duolog.rocket.store.StoreCatalogue;
import io.duolog.storage.RecoveryReport;

/**
 * What opening a store made; immutable. Threads are not started yet.
 *
 * @param log the files of the log
 * @param queue the files of the queue
 * @param writing the end of the log and who forces it
 * @param state catalogue, checkpoint and partitions
 * @param report what was found and done
 */
public record OpenedStore(Log log, Queue queue, Writing writing, State state, RecoveryReport report) {
  /**
   * Files of the log; immutable.
   *
   * @param files those in use
   * @param supply those that follow
   */
  public record Log(CommitLog files, FileSupply<LogFile> supply) {}

  /**
   * Files of the queue; immutable.
   *
   * @param pages those in use
   * @param supply those that follow
   * @param repair derives damaged pages again
   * @param rebuild derives the pages of lost files again
   */
  public record Queue(
      QueuePages pages, FileSupply<QueueFile> supply, QueueRepair repair, QueueRebuild rebuild) {}

  /**
   * The end of the log; immutable.
   *
   * @param tail where batches are reserved
   * @param forces who forces them
   */
  public record Writing(LogTail tail, ForceThread forces) {}

  /**
   * What is kept beside the log; immutable.
   *
   * @param catalogue the catalogue
   * @param checkpointer writes checkpoints
   * @param partitions the live partitions
   */
  public record State(StoreCatalogue catalogue, Checkpointer checkpointer, PartitionTable partitions) {}
}
