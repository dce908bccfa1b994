package io.duolog.rocket.recovery;

import io.duolog.io.file.CorruptFileException;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordTags;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.FileSupply;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.rocket.queue.QueueFile;
import io.duolog.rocket.queue.QueueSlot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Confined to one opening. Derives queue entries again from the frames of the log. A batch counts if it follows its
 * partition's last one; what comes behind a lost one is dropped, until a truncate frame says that the partition ends
 * there. Behind bytes that are damaged a batch counts unless something behind it in the log says that it was dropped.
 */
final class RecoveredQueues implements LogScan.FrameVisitor {
  private static final long ALL_TAGS = -1;

  private final Path log;
  private final Map<Long, Partition> partitions;
  private final FileSupply<QueueFile> supply;
  private final DamagedLog damage;
  private final RecordTags tags = new RecordTags();
  private final QueueSlot slot = new QueueSlot();
  private final QueueCursor cursor = new QueueCursor();
  private final List<Long> skipped = new ArrayList<>();
  private final Map<Partition, Long> ends = new HashMap<>();
  private final Set<Partition> dropped = new LinkedHashSet<>();
  private long keptBatches;
  private long droppedBytes;
  private long unknownBatches;
  private long maxAppendTimeMillis;
  private long damagedFrames;

  RecoveredQueues(Path log, Map<Long, Partition> partitions, FileSupply<QueueFile> supply, DamagedLog damage) {
    this.damage = damage;
    this.log = log;
    this.partitions = partitions;
    this.supply = supply;
  }

  @Override
  public void batch(FrameImage frame, RecordBatch batch) throws IOException {
    closeGaps(frame.position());
    maxAppendTimeMillis = Math.max(maxAppendTimeMillis, frame.appendTimeMillis());
    Partition partition = partitions.get(frame.incarnation());
    if (partition == null) {
      unknownBatches++;
      return;
    }
    long end = ends.getOrDefault(partition, partition.nextOffset());
    boolean isDropped = damage.isDropped(frame);
    if (!isDropped && frame.baseOffset() > end && damage.mayHaveLost(frame.position())) {
      lost(partition, end, frame.baseOffset());
      end = frame.baseOffset();
    }
    if (isDropped || frame.baseOffset() != end) {
      dropped.add(partition);
      droppedBytes += batch.sizeBytes();
      return;
    }
    add(partition, frame, batch);
    ends.put(partition, end + frame.recordCount());
    keptBatches++;
  }

  private void add(Partition partition, FrameImage frame, RecordBatch batch) {
    reserve(partition, frame.baseOffset(), frame.position(), batch.sizeBytes(), batch.maxTimestamp());
    slot.writeTraits(frame.recordCount(), batch.maxTimestamp(), tags.bloomOf(batch));
    int epoch = Math.max(partition.leaderEpoch(), batch.leaderEpoch());
    publish(partition, batch.sizeBytes(), frame.baseOffset() + frame.recordCount(), epoch);
  }

  private void reserve(Partition partition, long baseOffset, long position, int sizeBytes, long maxTimestamp) {
    partition.queue().requireTail();
    while (!partition.queue().reserve(slot, baseOffset, sizeBytes, maxTimestamp)) {
      supply.fill();
    }
    slot.writePlace(baseOffset, position);
  }

  private void publish(Partition partition, int sizeBytes, long nextOffset, int epoch) {
    slot.publish(sizeBytes);
    partition.reserved(nextOffset, epoch);
    partition.advance(cursor);
  }

  /** The entry of batches that are not there any more: it leads to where they were. */
  private void lost(Partition partition, long firstOffset, long nextOffset) {
    int sizeBytes = damage.batchBytes();
    reserve(partition, firstOffset, damage.firstPosition(), sizeBytes, ConsumeQueue.NO_TIMESTAMP);
    slot.writeTraits(Math.toIntExact(nextOffset - firstOffset), ConsumeQueue.NO_TIMESTAMP, ALL_TAGS);
    publish(partition, sizeBytes, nextOffset, partition.leaderEpoch());
    ends.put(partition, nextOffset);
  }

  @Override
  public void damaged(FrameImage frame) throws IOException {
    damagedFrames++;
    damage.foundAt(frame.position() + FrameLayout.spanOf(frame.length()));
    if (frame.kindCode() == FrameKind.TRUNCATE.code()) {
      marker(frame, FrameKind.TRUNCATE);
      return;
    }
    Partition partition = partitions.get(frame.incarnation());
    if (partition == null || frame.kindCode() != FrameKind.BATCH.code()) {
      return;
    }
    long end = ends.getOrDefault(partition, partition.nextOffset());
    if (frame.baseOffset() != end || damage.isDropped(frame)) {
      return;
    }
    int sizeBytes = frame.length() - FrameLayout.HEADER_SIZE_BYTES;
    long nextOffset = frame.baseOffset() + frame.recordCount();
    reserve(partition, frame.baseOffset(), frame.position(), sizeBytes, ConsumeQueue.NO_TIMESTAMP);
    slot.writeTraits(frame.recordCount(), ConsumeQueue.NO_TIMESTAMP, ALL_TAGS);
    publish(partition, sizeBytes, nextOffset, partition.leaderEpoch());
    ends.put(partition, nextOffset);
  }

  @Override
  public void unknown(long firstPosition, long nextPosition) throws IOException {
    damage.found(firstPosition, nextPosition);
  }

  /** What partitions lost at the end of what was durable is known by where they ended. */
  void closeGaps(long position) {
    if (damage.passes(position) && damage.isAny()) {
      damage
          .ends()
          .forEach(
              (partition, known) -> {
                long end = ends.getOrDefault(partition, partition.nextOffset());
                if (end < known) {
                  lost(partition, end, known);
                }
              });
    }
  }

  /** Frames and stretches below the watermark that are damaged. */
  long damages() {
    return damagedFrames + damage.stretches();
  }

  @Override
  public void marker(FrameImage frame, FrameKind kind) throws IOException {
    Partition partition = partitions.get(frame.incarnation());
    if (kind == FrameKind.TRUNCATE && partition != null) {
      closeGaps(frame.position());
      long end = ends.getOrDefault(partition, partition.nextOffset());
      if (end < frame.baseOffset() && damage.mayHaveLost(frame.position()) && !damage.isDropped(frame)) {
        lost(partition, end, frame.baseOffset());
      } else if (!damage.isAny() && frame.baseOffset() != end) {
        throw new CorruptFileException(log, frame.position(), "a truncate frame that does not end its partition");
      }
      dropped.remove(partition);
    }
  }

  @Override
  public void skipped(FrameImage frame) {
    skipped.add(frame.position());
  }

  /** Positions of the reservations that have to become padding. */
  List<Long> skipped() {
    return skipped;
  }

  /** Partitions that lost a batch before others. What came behind and follows what is there counts (D2). */
  Set<Partition> dropped() {
    return dropped;
  }

  /** Largest append time that was met. */
  long maxAppendTimeMillis() {
    return maxAppendTimeMillis;
  }

  /** Batches that were kept. */
  long keptBatches() {
    return keptBatches;
  }

  /** Bytes of batches that were dropped behind a lost one, or belong to no partition. */
  long droppedBytes() {
    return droppedBytes;
  }

  /** Batches of partitions that the catalogue does not know. */
  long unknownBatches() {
    return unknownBatches;
  }
}
