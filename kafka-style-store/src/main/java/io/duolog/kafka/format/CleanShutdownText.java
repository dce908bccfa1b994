package io.duolog.kafka.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Stateless. Kafka's {@code .kafka_cleanshutdown}: a JSON object. Kafka asks only whether the file is there and ignores
 * unknown fields, so ours carries the directory's identity, which tells it from one that Kafka wrote.
 */
public final class CleanShutdownText {
  private CleanShutdownText() {}

  /** The file's bytes for a directory of this identity. */
  public static byte[] encode(long directoryIdentity) {
    String text = "{\"version\":0,\"brokerEpoch\":-1,\"duolog\":\"" + Long.toHexString(directoryIdentity) + "\"}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether these bytes were written for a directory of this identity. */
  public static boolean isOurs(byte[] file, long directoryIdentity) {
    return Arrays.equals(file, encode(directoryIdentity));
  }
}
