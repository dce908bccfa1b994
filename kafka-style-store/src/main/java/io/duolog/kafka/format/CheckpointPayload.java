package io.duolog.kafka.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Stateless. The payload of the file {@code checkpoint}, version 1, big-endian; described in {@code
 * docs/formats/checkpoint.md}.
 *
 * <pre>
 *  0 clean              1   1 after a close, 0 while open     the entry of one partition
 *  1 reserved           7   zero                               0 incarnation        8
 *  8 next incarnation   8                                      8 log start          8
 * 16 catalogue step     8                                     16 recovery point     8
 * 24 recovery points   16   hash before, hash after           24 high watermark     8
 * 40 log starts        16                                     32 leader epoch       4
 * 56 high watermarks   16                                     36 change epoch       4
 * 72 partition count    4                                     40 active base        8
 * 76 epoch count        4   of all partitions                 48 active position    4
 * 80 partitions        104 each                               52 offset entries     4
 *    epochs             12 each: epoch 4, first offset 8      56 offset entries CRC 4
 *                                                             60 time entries       4
 *                                                             64 time entries CRC   4
 *                                                             68 epoch count        4
 *                                                             72 largest timestamp  8
 *                                                             80 its offset         8
 *                                                             88 append time        8
 *                                                             96 reserved           8   zero
 * </pre>
 */
public final class CheckpointPayload {
  /** The version that is written, and the newest that is read. */
  public static final int VERSION = 1;

  static final int HEADER_BYTES = 80;
  static final int PARTITION_BYTES = 104;
  static final int EPOCH_BYTES = Integer.BYTES + Long.BYTES;

  private static final int RESERVED_HEAD_BYTES = 7;

  private CheckpointPayload() {}

  /** The payload, ready to be written. */
  public static ByteBuffer encode(StoreCheckpoint checkpoint) {
    List<PartitionCheckpoint> partitions = checkpoint.partitions();
    int epochCount = partitions.stream().mapToInt(partition -> partition.epochs().size()).sum();
    int sizeBytes = HEADER_BYTES + partitions.size() * PARTITION_BYTES + epochCount * EPOCH_BYTES;
    ByteBuffer target = ByteBuffer.allocate(sizeBytes);
    target.put((byte) (checkpoint.isClean() ? 1 : 0)).put(new byte[RESERVED_HEAD_BYTES]);
    target.putLong(checkpoint.nextIncarnation()).putLong(checkpoint.catalogueStep());
    putHashes(target, checkpoint.recoveryPoints());
    putHashes(target, checkpoint.logStarts());
    putHashes(target, checkpoint.highWatermarks());
    target.putInt(partitions.size()).putInt(epochCount);
    partitions.forEach(partition -> putPartition(target, partition));
    for (PartitionCheckpoint partition : partitions) {
      partition.epochs().forEach(epoch -> target.putInt(epoch.leaderEpoch()).putLong(epoch.firstOffset()));
    }
    return target.flip();
  }

  private static void putHashes(ByteBuffer target, TextHashes hashes) {
    target.putLong(hashes.previous()).putLong(hashes.current());
  }

  private static void putPartition(ByteBuffer target, PartitionCheckpoint partition) {
    ActiveMark active = partition.active();
    target.putLong(partition.incarnation()).putLong(partition.logStart());
    target.putLong(partition.recoveryPoint()).putLong(partition.highWatermark());
    target.putInt(partition.leaderEpoch()).putInt(partition.changeEpoch());
    target.putLong(active.baseOffset()).putInt(active.position());
    target.putInt(active.offsetIndex().entryCount()).putInt(active.offsetIndex().crc());
    target.putInt(active.timeIndex().entryCount()).putInt(active.timeIndex().crc());
    target.putInt(partition.epochs().size());
    target.putLong(active.largest().timestampMillis()).putLong(active.largest().offset());
    target.putLong(active.appendTimeMillis()).putLong(0);
  }

  /**
   * Reads a payload.
   *
   * @throws MalformedContentException if its counts contradict its length, which no writer of ours leaves behind
   */
  public static StoreCheckpoint decode(ByteBuffer payload) throws MalformedContentException {
    ByteBuffer source = payload.duplicate();
    try {
      boolean isClean = source.get() == 1;
      source.position(source.position() + RESERVED_HEAD_BYTES);
      long nextIncarnation = source.getLong();
      long catalogueStep = source.getLong();
      TextHashes recoveryPoints = new TextHashes(source.getLong(), source.getLong());
      TextHashes logStarts = new TextHashes(source.getLong(), source.getLong());
      TextHashes highWatermarks = new TextHashes(source.getLong(), source.getLong());
      List<PartitionCheckpoint> partitions = partitions(source);
      return new StoreCheckpoint(
          isClean, nextIncarnation, catalogueStep, recoveryPoints, logStarts, highWatermarks, partitions);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new MalformedContentException("checkpoint payload of " + payload.remaining() + " bytes is cut: " + e);
    }
  }

  private static List<PartitionCheckpoint> partitions(ByteBuffer source) throws MalformedContentException {
    int count = source.getInt();
    int epochCount = source.getInt();
    if (source.remaining() != (long) count * PARTITION_BYTES + (long) epochCount * EPOCH_BYTES) {
      throw new MalformedContentException(
          count + " partitions and " + epochCount + " epochs do not take " + source.remaining() + " bytes");
    }
    ByteBuffer epochs = source.duplicate().position(source.position() + count * PARTITION_BYTES);
    List<PartitionCheckpoint> partitions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      partitions.add(partition(source, epochs));
    }
    return partitions;
  }

  private static PartitionCheckpoint partition(ByteBuffer source, ByteBuffer epochSource) {
    long incarnation = source.getLong();
    long logStart = source.getLong();
    long recoveryPoint = source.getLong();
    long highWatermark = source.getLong();
    int leaderEpoch = source.getInt();
    int changeEpoch = source.getInt();
    long baseOffset = source.getLong();
    int position = source.getInt();
    IndexMark offsetIndex = new IndexMark(source.getInt(), source.getInt());
    IndexMark timeIndex = new IndexMark(source.getInt(), source.getInt());
    int epochCount = source.getInt();
    LargestTimestamp largest = new LargestTimestamp(source.getLong(), source.getLong());
    long appendTimeMillis = source.getLong();
    source.getLong();
    List<EpochStart> epochs = new ArrayList<>(epochCount);
    for (int i = 0; i < epochCount; i++) {
      epochs.add(new EpochStart(epochSource.getInt(), epochSource.getLong()));
    }
    ActiveMark active = new ActiveMark(baseOffset, position, offsetIndex, timeIndex, largest, appendTimeMillis);
    return new PartitionCheckpoint(
        incarnation, changeEpoch, logStart, recoveryPoint, highWatermark, leaderEpoch, active, epochs);
  }
}
