package io.duolog.kafka.format;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** Stateless. Kafka's way to write a UUID: its 16 bytes in URL-safe base 64, without padding. */
public final class TopicIdText {
  private static final int BYTES = 2 * Long.BYTES;

  private TopicIdText() {}

  /** 22 characters. */
  public static String encode(UUID id) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * The UUID that was written.
   *
   * @throws MalformedContentException if it is none
   */
  public static UUID decode(String text) throws MalformedContentException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() != BYTES) {
        throw new MalformedContentException("not 16 bytes of base 64: " + text);
      }
      return new UUID(bytes.getLong(), bytes.getLong());
    } catch (IllegalArgumentException e) {
      throw new MalformedContentException("not base 64: " + text);
    }
  }
}
