package io.duolog.rocket.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Stateless. The payloads of a rocket-style catalogue's entries, described in {@code docs/formats/catalogue.md}.
 * Types are never renumbered and never used again.
 */
public final class CatalogueEntries {
  /** A partition was made: {@link PartitionCreated}. */
  public static final int PARTITION_CREATED = 1;

  /** Pages of the queue are full and durable: a run of {@link PageSealed}. */
  public static final int PAGES_SEALED = 2;

  /** A file of the log is full and durable: {@link FileSealed}. */
  public static final int FILE_SEALED = 3;

  /** Reserved: partitions were deleted. */
  public static final int PARTITIONS_DELETED = 4;

  /** Reserved: a leader epoch began. */
  public static final int EPOCH_STARTED = 5;

  /** Reserved: partitions were truncated. */
  public static final int TRUNCATED = 6;

  /** Reserved: a log start moved. */
  public static final int TRIMMED = 7;

  /** Reserved: a partition was reset. */
  public static final int RESET = 8;

  /** Reserved: the producers of a partition at an offset. */
  public static final int PRODUCERS = 9;

  /** Reserved: an aborted transaction. */
  public static final int ABORTED = 10;

  /** Reserved: a partition was replaced by one that was built aside. */
  public static final int IMPORTED = 11;

  /** Version of the entries above. */
  public static final int VERSION = 1;

  /** Bytes of one {@link PageSealed}. */
  public static final int PAGE_SEALED_BYTES = 4 * Long.BYTES + 3 * Integer.BYTES;

  private CatalogueEntries() {}

  /**
   * A partition was made; immutable.
   *
   * @param incarnation number of this creation
   * @param topicId the topic's identity
   * @param index the partition's number within the topic
   * @param topic the topic's name
   */
  public record PartitionCreated(long incarnation, UUID topicId, int index, String topic) {
    /** The payload's bytes. */
    public ByteBuffer encode() {
      byte[] name = topic.getBytes(UTF_8);
      ByteBuffer target = ByteBuffer.allocate(3 * Long.BYTES + Integer.BYTES + Short.BYTES + name.length);
      target.putLong(incarnation);
      target.putLong(topicId.getMostSignificantBits()).putLong(topicId.getLeastSignificantBits());
      target.putInt(index).putShort((short) name.length).put(name);
      return target.flip();
    }

    /** Reads a payload. */
    public static PartitionCreated decode(ByteBuffer payload) {
      ByteBuffer source = payload.slice();
      long incarnation = source.getLong();
      UUID topicId = new UUID(source.getLong(), source.getLong());
      int index = source.getInt();
      byte[] name = new byte[Short.toUnsignedInt(source.getShort())];
      source.get(name);
      return new PartitionCreated(incarnation, topicId, index, new String(name, UTF_8));
    }
  }

  /**
   * A page of the queue is full and durable; immutable.
   *
   * @param incarnation whose page
   * @param ordinal number of the page in the partition's queue
   * @param page number of the page in the store
   * @param firstOffset base offset of its first entry
   * @param maxTimestamp largest timestamp of the partition up to the end of this page
   * @param batchBytes bytes of the partition's batches up to the end of this page
   * @param crc of the whole page
   */
  public record PageSealed(
      long incarnation, int ordinal, int page, long firstOffset, long maxTimestamp, long batchBytes, int crc) {
    /** Reads one of the run at the buffer's position and moves it behind. */
    public static PageSealed decode(ByteBuffer source) {
      long incarnation = source.getLong();
      int ordinal = source.getInt();
      int page = source.getInt();
      long firstOffset = source.getLong();
      return new PageSealed(
          incarnation, ordinal, page, firstOffset, source.getLong(), source.getLong(), source.getInt());
    }

    /** Writes this at the buffer's position and moves it behind. */
    public void encode(ByteBuffer target) {
      target.putLong(incarnation).putInt(ordinal).putInt(page);
      target.putLong(firstOffset).putLong(maxTimestamp).putLong(batchBytes).putInt(crc);
    }
  }

  /**
   * A file of the log is full and durable; immutable.
   *
   * @param position of its first byte in the log
   * @param sizeBytes its size
   * @param maxAppendTimeMillis largest append time of its frames, by the engine's clock
   */
  public record FileSealed(long position, long sizeBytes, long maxAppendTimeMillis) {
    /** The payload's bytes. */
    public ByteBuffer encode() {
      return ByteBuffer.allocate(3 * Long.BYTES)
          .putLong(position)
          .putLong(sizeBytes)
          .putLong(maxAppendTimeMillis)
          .flip();
    }

    /** Reads a payload. */
    public static FileSealed decode(ByteBuffer payload) {
      ByteBuffer source = payload.slice();
      return new FileSealed(source.getLong(), source.getLong(), source.getLong());
    }
  }
}
