package io.duolog.kafka.format;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The two contents that one of Kafka's files may have when nobody but us wrote it: the one that stands there for sure
 * and the one that a replacement puts there, which may have failed; immutable.
 *
 * @param previous first eight bytes of the SHA-256 of the content before the last replacement
 * @param current first eight bytes of the SHA-256 of the content that it brings
 */
public record TextHashes(long previous, long current) {
  /** Both contents are empty. */
  public static final TextHashes NONE = new TextHashes(of(new byte[0]), of(new byte[0]));

  /**
   * The hashes once {@code content} is about to replace what stands in the file. A replacement before it was {@link
   * #settled}, or has not reached the file and is forgotten.
   */
  public TextHashes replacedBy(byte[] content) {
    return new TextHashes(previous, of(content));
  }

  /** The hashes once the replacement is in the file, durably. */
  public TextHashes settled() {
    return new TextHashes(current, current);
  }

  /** Whether no replacement is under way. */
  public boolean isSettled() {
    return previous == current;
  }

  /** As {@link #settled} if {@code standing}, which is durable, is what the replacement brings; else these. */
  public TextHashes settledBy(byte[] standing) {
    return of(standing) == current ? settled() : this;
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
