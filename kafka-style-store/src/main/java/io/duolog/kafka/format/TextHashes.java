package io.duolog.kafka.format;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The two contents that one of Kafka's files may have when nobody but us wrote it: the one before its last replacement
 * and the one after; immutable.
 *
 * @param previous first eight bytes of the SHA-256 of the older content
 * @param current first eight bytes of the SHA-256 of the newer content
 */
public record TextHashes(long previous, long current) {
  /** Both contents are empty. */
  public static final TextHashes NONE = new TextHashes(of(new byte[0]), of(new byte[0]));

  /** The hashes once {@code content} is about to replace the current one. */
  public TextHashes replacedBy(byte[] content) {
    return new TextHashes(current, of(content));
  }

  /** Whether {@code content} is one of the two. */
  public boolean admit(byte[] content) {
    long hash = of(content);
    return hash == previous || hash == current;
  }

  /** The hash of a content. */
  public static long of(byte[] content) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(content)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
