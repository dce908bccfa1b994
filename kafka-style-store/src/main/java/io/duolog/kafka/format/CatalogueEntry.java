package io.duolog.kafka.format;

import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.TopicPartition;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A fact that the log files alone do not hold. Immutable values; their bytes, version 1, big-endian, are described in
 * {@code docs/formats/catalogue.md}.
 *
 * <pre>
 * type 1, partition created          type 2, segment sealed
 *  0 incarnation   8                  0 incarnation         8
 *  8 topic id     16                  8 base offset         8
 * 24 index         4                 16 next offset         8
 * 28 name length   2                 24 size                8
 * 30 name                            32 largest timestamp   8
 *                                    40 its offset          8
 *                                    48 append time         8
 *                                    56 offset entries      4
 *                                    60 offset entries CRC  4
 *                                    64 time entries        4
 *                                    68 time entries CRC    4
 * </pre>
 */
public sealed interface CatalogueEntry {
  /** The version of every entry. */
  int VERSION = 1;

  /** Type of {@link PartitionCreated}. */
  int PARTITION_CREATED = 1;

  /** Type of {@link SegmentSealed}. */
  int SEGMENT_SEALED = 2;

  /** The type's number. */
  int type();

  /** The payload. */
  ByteBuffer encode();

  /**
   * A partition was created.
   *
   * @param incarnation unique in the store
   * @param spec identity and name
   */
  record PartitionCreated(long incarnation, PartitionSpec spec) implements CatalogueEntry {
    private static final int FIXED_BYTES = 30;

    @Override
    public int type() {
      return PARTITION_CREATED;
    }

    @Override
    public ByteBuffer encode() {
      byte[] topic = spec.name().topic().getBytes(StandardCharsets.UTF_8);
      UUID topicId = spec.identity().topicId();
      ByteBuffer target = ByteBuffer.allocate(FIXED_BYTES + topic.length);
      target.putLong(incarnation).putLong(topicId.getMostSignificantBits()).putLong(topicId.getLeastSignificantBits());
      return target.putInt(spec.identity().index()).putShort((short) topic.length).put(topic).flip();
    }
  }

  /**
   * A segment was sealed: rolled, forced, never written again.
   *
   * @param incarnation the partition's
   * @param baseOffset names the segment
   * @param nextOffset the offset behind its last batch
   * @param sizeBytes size of the log file
   * @param largest its largest timestamp
   * @param appendTimeMillis the engine's clock when its last batch was appended
   * @param offsetIndex the whole offset index
   * @param timeIndex the whole time index
   */
  record SegmentSealed(
      long incarnation,
      long baseOffset,
      long nextOffset,
      long sizeBytes,
      LargestTimestamp largest,
      long appendTimeMillis,
      IndexMark offsetIndex,
      IndexMark timeIndex)
      implements CatalogueEntry {
    private static final int BYTES = 72;

    @Override
    public int type() {
      return SEGMENT_SEALED;
    }

    @Override
    public ByteBuffer encode() {
      ByteBuffer target = ByteBuffer.allocate(BYTES);
      target.putLong(incarnation).putLong(baseOffset).putLong(nextOffset).putLong(sizeBytes);
      target.putLong(largest.timestampMillis()).putLong(largest.offset()).putLong(appendTimeMillis);
      target.putInt(offsetIndex.entryCount()).putInt(offsetIndex.crc());
      return target.putInt(timeIndex.entryCount()).putInt(timeIndex.crc()).flip();
    }
  }

  /**
   * Reads an entry.
   *
   * @throws MalformedContentException if type or version is unknown or the payload is cut
   */
  static CatalogueEntry decode(int type, int version, ByteBuffer payload) throws MalformedContentException {
    if (version != VERSION) {
      throw new MalformedContentException("catalogue entry of type " + type + " has version " + version);
    }
    ByteBuffer source = payload.duplicate();
    try {
      return switch (type) {
        case PARTITION_CREATED -> created(source);
        case SEGMENT_SEALED -> sealed(source);
        default -> throw new MalformedContentException("catalogue entry has unknown type " + type);
      };
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new MalformedContentException("catalogue entry of type " + type + " is malformed: " + e);
    }
  }

  private static PartitionCreated created(ByteBuffer source) {
    long incarnation = source.getLong();
    UUID topicId = new UUID(source.getLong(), source.getLong());
    int index = source.getInt();
    byte[] topic = new byte[Short.toUnsignedInt(source.getShort())];
    source.get(topic);
    TopicPartition name = new TopicPartition(new String(topic, StandardCharsets.UTF_8), index);
    return new PartitionCreated(incarnation, new PartitionSpec(new PartitionIdentity(topicId, index), name));
  }

  private static SegmentSealed sealed(ByteBuffer source) {
    long incarnation = source.getLong();
    long baseOffset = source.getLong();
    long nextOffset = source.getLong();
    long sizeBytes = source.getLong();
    LargestTimestamp largest = new LargestTimestamp(source.getLong(), source.getLong());
    long appendTimeMillis = source.getLong();
    IndexMark offsetIndex = new IndexMark(source.getInt(), source.getInt());
    IndexMark timeIndex = new IndexMark(source.getInt(), source.getInt());
    return new SegmentSealed(
        incarnation, baseOffset, nextOffset, sizeBytes, largest, appendTimeMillis, offsetIndex, timeIndex);
  }
}
