package io.duolog.rocket.recovery;

import io.duolog.rocket.format.CatalogueEntries.PageSealed;
import io.duolog.rocket.format.CatalogueEntries.PartitionCreated;
import io.duolog.rocket.format.CheckpointPayload;
import io.duolog.rocket.format.CheckpointPayload.PartitionState;
import io.duolog.rocket.format.QueueLayout;
import io.duolog.rocket.log.FileSupply;
import io.duolog.rocket.partition.Completions;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.queue.ConsumeQueue.Totals;
import io.duolog.rocket.queue.QueueFile;
import io.duolog.rocket.queue.QueuePages;
import io.duolog.rocket.store.Checkpointer;
import io.duolog.rocket.store.PartitionTable;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.TopicPartition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Confined to one opening. The partitions of catalogue and checkpoint, with their queues as of the durable
 * watermark.
 */
final class RestoredPartitions {
  private final CheckpointPayload state;
  private final CatalogueContents contents;
  private final Queue queue;
  private final Completions completions;
  private final PartitionTable table;
  private final Map<Long, Partition> byIncarnation = new LinkedHashMap<>();
  private final Map<Long, PartitionState> states = new HashMap<>();

  RestoredPartitions(
      CheckpointPayload state,
      CatalogueContents contents,
      Queue queue,
      Completions completions,
      PartitionTable table) {
    this.state = state;
    this.contents = contents;
    this.queue = queue;
    this.completions = completions;
    this.table = table;
  }

  /**
   * The queue's files; immutable.
   *
   * @param pages those in use
   * @param supply those that follow
   * @param repair derives damaged pages again
   * @param lost files that are empty, as what was in them is gone
   * @param isRebuilt whether every entry has to be derived again
   */
  record Queue(
      QueuePages pages,
      FileSupply<QueueFile> supply,
      QueueRepair repair,
      LostQueueFiles lost,
      boolean isRebuilt) {}

  /** Who derives the pages of lost files again. */
  QueueRebuild rebuild(String storeName, QueueRebuild.Work work) {
    List<ConsumeQueue> needy =
        byIncarnation.values().stream().map(Partition::queue).filter(entries -> entries.lostPages() > 0).toList();
    return new QueueRebuild(storeName, queue.repair, queue.lost, needy, work);
  }

  /** Whether the catalogue has every full page that the checkpoint relies on. */
  static boolean areKnown(CheckpointPayload state, CatalogueContents contents) {
    for (PartitionState partition : state.partitions()) {
      long full = partition.contents().entryCount() / QueueLayout.ENTRIES_PER_PAGE;
      if (contents.pages(partition.incarnation()).size() < full) {
        return false;
      }
    }
    return true;
  }

  /**
   * First page that was never used. The catalogue may know of one behind those that the checkpoint knows: a page that
   * was made again, if the store ended before the next checkpoint.
   */
  static int nextPage(CheckpointPayload state, CatalogueContents contents) {
    int next = state.counters().nextPage();
    for (PartitionState partition : state.partitions()) {
      List<PageSealed> known = contents.pages(partition.incarnation());
      long full = partition.contents().entryCount() / QueueLayout.ENTRIES_PER_PAGE;
      for (PageSealed page : known.subList(0, (int) Math.min(full, known.size()))) {
        next = Math.max(next, page.page() + 1);
      }
    }
    return next;
  }

  /** Makes all partitions. */
  void restore() {
    state.partitions().forEach(partition -> states.put(partition.incarnation(), partition));
    for (PartitionCreated created : contents.partitions().values()) {
      PartitionIdentity identity = new PartitionIdentity(created.topicId(), created.index());
      PartitionSpec spec = new PartitionSpec(identity, new TopicPartition(created.topic(), created.index()));
      ConsumeQueue entries = new ConsumeQueue(queue.pages, created.incarnation(), queue.repair);
      Partition partition = new Partition(spec, created.incarnation(), entries, completions);
      PartitionState known = states.get(created.incarnation());
      if (known != null) {
        restore(partition, known);
      }
      byIncarnation.put(created.incarnation(), partition);
      table.add(partition);
    }
  }

  private void restore(Partition partition, PartitionState known) {
    long end = known.offsets().end();
    if (queue.isRebuilt) {
      partition.restore(known.offsets().logStart(), known.offsets().logStart(), known.epochs().leaderEpoch());
      return;
    }
    ConsumeQueue entries = partition.queue();
    long full = known.contents().entryCount() / QueueLayout.ENTRIES_PER_PAGE;
    for (PageSealed page : contents.pages(known.incarnation()).subList(0, (int) full)) {
      entries.restorePage(page);
    }
    Totals totals = new Totals(known.contents().maxTimestamp(), known.contents().batchBytes());
    entries.restoreTail(known.tail(), totals, end);
    partition.restore(known.offsets().logStart(), end, known.epochs().leaderEpoch());
    if (!state.isClean()) {
      entries.emptyUnusedSlots();
    }
  }

  /** Sets the high watermarks, which lie at or below the recovered ends, once those are known. */
  void restoreHighWatermarks() {
    for (Map.Entry<Long, PartitionState> entry : states.entrySet()) {
      Partition partition = byIncarnation.get(entry.getKey());
      if (partition != null) {
        partition.advanceHighWatermark(Math.min(entry.getValue().offsets().highWatermark(), partition.logEnd()));
      }
    }
  }

  /** Tells what the checkpoint recorded already, unless it has to be recorded again. */
  void remember(Checkpointer checkpointer) {
    if (!queue.isRebuilt) {
      states.forEach(
          (incarnation, known) -> {
            Partition partition = byIncarnation.get(incarnation);
            if (partition != null) {
              checkpointer.restore(partition, known);
            }
          });
    }
  }

  Map<Long, Partition> byIncarnation() {
    return byIncarnation;
  }

  QueueRepair repair() {
    return queue.repair;
  }

  QueuePages pages() {
    return queue.pages;
  }

  FileSupply<QueueFile> supply() {
    return queue.supply;
  }

  boolean isRebuilt() {
    return queue.isRebuilt;
  }

  /** One more than the largest that was given out. */
  long nextIncarnation() {
    long next = state.counters().nextIncarnation();
    for (long incarnation : contents.partitions().keySet()) {
      next = Math.max(next, incarnation + 1);
    }
    return next;
  }
}
