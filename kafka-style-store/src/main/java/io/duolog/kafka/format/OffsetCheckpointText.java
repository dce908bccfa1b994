package io.duolog.kafka.format;

import io.duolog.storage.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Stateless. Kafka's plain-text checkpoint of one offset per partition: version, count, then {@code topic index offset}
 * a line.
 */
public final class OffsetCheckpointText {
  private static final String VERSION = "0";
  private static final int FIELDS = 3;

  private OffsetCheckpointText() {}

  /** The file's bytes; partitions in the order of their names. */
  public static byte[] encode(SortedMap<TopicPartition, Long> offsets) {
    StringBuilder text = new StringBuilder();
    text.append(VERSION).append('\n').append(offsets.size()).append('\n');
    for (Map.Entry<TopicPartition, Long> entry : offsets.entrySet()) {
      text.append(entry.getKey().topic()).append(' ').append(entry.getKey().index());
      text.append(' ').append(entry.getValue()).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Parses a file as Kafka does; an empty file has no offsets.
   *
   * @throws MalformedContentException if Kafka would not accept it
   */
  public static SortedMap<TopicPartition, Long> decode(byte[] file) throws MalformedContentException {
    SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
    for (String line : CheckpointLines.of(file, VERSION)) {
      String[] fields = line.split("\\s+", -1);
      if (fields.length != FIELDS) {
        throw new MalformedContentException("not topic, index and offset: " + line);
      }
      try {
        offsets.put(new TopicPartition(fields[0], Integer.parseInt(fields[1])), Long.parseLong(fields[2]));
      } catch (IllegalArgumentException e) {
        throw new MalformedContentException(line + ": " + e.getMessage());
      }
    }
    return offsets;
  }
}
