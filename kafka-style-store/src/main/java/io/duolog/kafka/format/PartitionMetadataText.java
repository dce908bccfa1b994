package io.duolog.kafka.format;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Stateless. Kafka's {@code partition.metadata}: a version and the topic's id, without a newline at the end. */
public final class PartitionMetadataText {
  private static final String VERSION_LINE = "version: 0";
  private static final String TOPIC_ID = "topic_id: ";

  private PartitionMetadataText() {}

  /** The file's bytes. */
  public static byte[] encode(UUID topicId) {
    return (VERSION_LINE + "\n" + TOPIC_ID + TopicIdText.encode(topicId)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The topic's id.
   *
   * @throws MalformedContentException if the file is not as Kafka writes it
   */
  public static UUID decode(byte[] file) throws MalformedContentException {
    List<String> lines = new String(file, StandardCharsets.UTF_8).lines().toList();
    if (lines.size() < 2 || !lines.getFirst().equals(VERSION_LINE) || !lines.get(1).startsWith(TOPIC_ID)) {
      throw new MalformedContentException("not version 0 and a topic id: " + lines);
    }
    return TopicIdText.decode(lines.get(1).substring(TOPIC_ID.length()));
  }
}
