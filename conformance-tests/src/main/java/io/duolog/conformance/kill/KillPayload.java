package io.duolog.conformance.kill;

import java.nio.ByteBuffer;
import java.util.Random;

/** Stateless. Record values that prove themselves: who wrote them, as which one, and bytes that follow from both. */
public final class KillPayload {
  private static final int HEADER_BYTES = Integer.BYTES + Long.BYTES;
  private static final int MOST_FILLER_BYTES = 600;

  private KillPayload() {}

  /** The value of a producer's record. */
  public static byte[] encode(int producer, long sequence) {
    Random random = random(producer, sequence);
    byte[] filler = new byte[random.nextInt(MOST_FILLER_BYTES)];
    random.nextBytes(filler);
    return ByteBuffer.allocate(HEADER_BYTES + filler.length).putInt(producer).putLong(sequence).put(filler).array();
  }

  static int producer(ByteBuffer value) {
    return value.getInt(0);
  }

  static long sequence(ByteBuffer value) {
    return value.getLong(Integer.BYTES);
  }

  /** Whether every byte is as it was written. */
  public static boolean isWhole(ByteBuffer value) {
    return value.remaining() >= HEADER_BYTES
        && value.equals(ByteBuffer.wrap(encode(producer(value), sequence(value))));
  }

  private static Random random(int producer, long sequence) {
    return new Random(producer * 0x9E3779B97F4A7C15L + sequence);
  }
}
