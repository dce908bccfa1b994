package io.duolog.storage;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A partition's name: topic and index. Immutable.
 *
 * @param topic 1 to {@value #MAX_TOPIC_LENGTH} of {@code [a-zA-Z0-9._-]}, and neither {@code .} nor {@code ..}; the
 *     grammar of Apache Kafka, in every engine
 * @param index the partition's number within the topic, from 0
 */
public record TopicPartition(String topic, int index) implements Comparable<TopicPartition> {
  /** Longest topic name, in characters. */
  public static final int MAX_TOPIC_LENGTH = 249;

  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]+");

  /** Rejects names outside the grammar and negative indexes. */
  public TopicPartition {
    Objects.requireNonNull(topic, "topic");
    if (topic.length() > MAX_TOPIC_LENGTH) {
      throw new IllegalArgumentException(
          "topic name of " + topic.length() + " characters is longer than " + MAX_TOPIC_LENGTH + ": " + topic);
    }
    if (topic.equals(".") || topic.equals("..") || !TOPIC.matcher(topic).matches()) {
      throw new IllegalArgumentException(
          "topic name \"" + topic + "\" is not made of [a-zA-Z0-9._-], or is \"\", \".\" or \"..\"");
    }
    if (index < 0) {
      throw new IllegalArgumentException("partition index " + index + " is negative");
    }
  }

  /** Orders by topic name, then by index. */
  @Override
  public int compareTo(TopicPartition other) {
    int byTopic = topic.compareTo(other.topic);
    return byTopic != 0 ? byTopic : Integer.compare(index, other.index);
  }

  /** {@code topic-index}, which is also Kafka's directory name. */
  @Override
  public String toString() {
    return topic + "-" + index;
  }
}
