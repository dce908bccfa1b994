package io.duolog.rocket.format;

import java.util.UUID;

/**
 * Whose frame it is; immutable.
 *
 * @param incarnation number of the partition's creation; 0 of frames that belong to the store
 * @param topicHigh first half of the topic's identity
 * @param topicLow second half of the topic's identity
 * @param index the partition's number within the topic
 */
public record FrameOwner(long incarnation, long topicHigh, long topicLow, int index) {
  /** Owner of padding and cuts. */
  public static final FrameOwner STORE = new FrameOwner(0, 0, 0, 0);

  /** A partition of a topic. */
  public static FrameOwner of(long incarnation, UUID topic, int index) {
    return new FrameOwner(incarnation, topic.getMostSignificantBits(), topic.getLeastSignificantBits(), index);
  }
}
