package io.duolog.rocket.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a rocket-style checkpoint says; immutable, described in {@code docs/formats/checkpoint.md}.
 *
 * @param status how the store was left
 * @param log where the log stands
 * @param counters what is given out next
 * @param partitions every live partition as of the durable watermark
 */
public record CheckpointPayload(Status status, LogState log, Counters counters, List<PartitionState> partitions) {
  static final int FLAGS_AT = 0;
  static final int PARTITION_COUNT_AT = FLAGS_AT + Integer.BYTES;
  static final int GENERATION_AT = PARTITION_COUNT_AT + Integer.BYTES;
  static final int FLOOR_GENERATION_AT = GENERATION_AT + Integer.BYTES;
  static final int DURABLE_AT = FLOOR_GENERATION_AT + Integer.BYTES;
  static final int INCARNATION_AT = DURABLE_AT + Long.BYTES;
  static final int CATALOGUE_STEP_AT = INCARNATION_AT + Long.BYTES;
  static final int PAGE_AT = CATALOGUE_STEP_AT + Long.BYTES;
  static final int RESERVED_AT = PAGE_AT + Integer.BYTES;
  static final int HEADER_SIZE_BYTES = RESERVED_AT + Integer.BYTES;
  static final int PARTITION_SIZE_BYTES = 9 * Long.BYTES + 6 * Integer.BYTES;
  private static final int CLEAN = 1;
  private static final int REBUILDING = 2;

  /** How a store was left. */
  public enum Status {
    /** It was open. */
    OPEN(0),
    /** It was closed, and nothing was written since. */
    CLEAN(CheckpointPayload.CLEAN),
    /** It was open, and its whole queue was being derived again: what is there of it is not to be used. */
    REBUILDING(CheckpointPayload.REBUILDING);

    private final int flags;

    Status(int flags) {
      this.flags = flags;
    }

    static Status of(int flags) {
      if ((flags & CheckpointPayload.REBUILDING) != 0) {
        return REBUILDING;
      }
      return (flags & CheckpointPayload.CLEAN) != 0 ? CLEAN : OPEN;
    }
  }

  /** Whether the store was closed. */
  public boolean isClean() {
    return status == Status.CLEAN;
  }

  /** Copies the list. */
  public CheckpointPayload {
    partitions = List.copyOf(partitions);
  }

  /**
   * Where the log stands; immutable.
   *
   * @param generation of the frames that are written now
   * @param floorGeneration smallest generation that a frame at the durable watermark, or above, may have
   * @param durablePosition everything below is forced
   */
  public record LogState(int generation, int floorGeneration, long durablePosition) {}

  /**
   * What is given out next; immutable.
   *
   * @param nextIncarnation of the next partition that is made
   * @param catalogueStep the catalogue's last step, which is durable
   * @param nextPage first page of the queue that was never used
   */
  public record Counters(long nextIncarnation, long catalogueStep, int nextPage) {}

  /**
   * A partition as of the durable watermark; immutable.
   *
   * @param incarnation which partition
   * @param offsets its offsets
   * @param contents what it holds
   * @param nextPosition where its last frame ends in the log; 0 if it has none
   * @param epochs its epochs
   * @param tail its last page of the queue
   */
  public record PartitionState(
      long incarnation,
      Offsets offsets,
      Contents contents,
      long nextPosition,
      Epochs epochs,
      TailPage tail) {}

  /**
   * Offsets of a partition; immutable.
   *
   * @param logStart first offset
   * @param highWatermark as it was set
   * @param end offset behind the last record
   */
  public record Offsets(long logStart, long highWatermark, long end) {}

  /**
   * What a partition holds; immutable.
   *
   * @param entryCount entries of its queue
   * @param maxTimestamp largest timestamp of its batches
   * @param batchBytes bytes of its batches
   */
  public record Contents(long entryCount, long maxTimestamp, long batchBytes) {}

  /**
   * Epochs of a partition; immutable.
   *
   * @param leaderEpoch of its last batch, or -1
   * @param changeEpoch how often it was cut
   */
  public record Epochs(int leaderEpoch, int changeEpoch) {}

  /**
   * The page of a partition's queue that is not full; immutable.
   *
   * @param page its number, or -1 if there is none
   * @param count its entries
   * @param crc of its header and those entries
   * @param firstOffset base offset of its first entry
   */
  public record TailPage(int page, int count, int crc, long firstOffset) {
    /** No page. */
    public static final TailPage NONE = new TailPage(-1, 0, 0, 0);
  }

  /** The payload's bytes. */
  public ByteBuffer encode() {
    ByteBuffer target = ByteBuffer.allocate(HEADER_SIZE_BYTES + partitions.size() * PARTITION_SIZE_BYTES);
    target.putInt(status.flags).putInt(partitions.size());
    target.putInt(log.generation).putInt(log.floorGeneration).putLong(log.durablePosition);
    target.putLong(counters.nextIncarnation).putLong(counters.catalogueStep);
    target.putInt(counters.nextPage).putInt(0);
    for (PartitionState partition : partitions) {
      put(target, partition);
    }
    return target.flip();
  }

  private static void put(ByteBuffer target, PartitionState partition) {
    target.putLong(partition.incarnation);
    target.putLong(partition.offsets.logStart).putLong(partition.offsets.highWatermark).putLong(partition.offsets.end);
    Contents contents = partition.contents;
    target.putLong(contents.entryCount).putLong(contents.maxTimestamp).putLong(contents.batchBytes);
    target.putLong(partition.nextPosition);
    target.putInt(partition.epochs.leaderEpoch).putInt(partition.epochs.changeEpoch);
    target.putInt(partition.tail.page).putInt(partition.tail.count).putInt(partition.tail.crc).putInt(0);
    target.putLong(partition.tail.firstOffset);
  }

  /**
   * Reads a payload.
   *
   * @throws IllegalArgumentException if its length contradicts the count of partitions
   */
  public static CheckpointPayload decode(ByteBuffer payload) {
    ByteBuffer source = payload.slice();
    if (source.limit() < HEADER_SIZE_BYTES) {
      throw new IllegalArgumentException("payload of " + source.limit() + " bytes, at least " + HEADER_SIZE_BYTES);
    }
    Status status = Status.of(source.getInt());
    int count = source.getInt();
    long expected = HEADER_SIZE_BYTES + (long) count * PARTITION_SIZE_BYTES;
    if (count < 0 || source.limit() != expected) {
      throw new IllegalArgumentException(count + " partitions in a payload of " + source.limit() + " bytes");
    }
    LogState log = new LogState(source.getInt(), source.getInt(), source.getLong());
    Counters counters = new Counters(source.getLong(), source.getLong(), source.getInt());
    source.getInt();
    List<PartitionState> partitions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      partitions.add(partition(source));
    }
    return new CheckpointPayload(status, log, counters, partitions);
  }

  private static PartitionState partition(ByteBuffer source) {
    long incarnation = source.getLong();
    Offsets offsets = new Offsets(source.getLong(), source.getLong(), source.getLong());
    Contents contents = new Contents(source.getLong(), source.getLong(), source.getLong());
    long nextPosition = source.getLong();
    Epochs epochs = new Epochs(source.getInt(), source.getInt());
    int page = source.getInt();
    int count = source.getInt();
    int crc = source.getInt();
    source.getInt();
    TailPage tail = new TailPage(page, count, crc, source.getLong());
    return new PartitionState(incarnation, offsets, contents, nextPosition, epochs, tail);
  }
}
