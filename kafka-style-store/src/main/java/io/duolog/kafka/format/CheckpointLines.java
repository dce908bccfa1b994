package io.duolog.kafka.format;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Stateless. The frame that Kafka's plain-text checkpoints share: a version, a count, and that many lines. */
final class CheckpointLines {
  private static final int HEADER_LINES = 2;

  private CheckpointLines() {}

  static List<String> of(byte[] file, String version) throws MalformedContentException {
    List<String> lines = new String(file, StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty()) {
      return List.of();
    }
    if (!lines.getFirst().equals(version)) {
      throw new MalformedContentException("version is " + lines.getFirst() + ", not " + version);
    }
    if (lines.size() < HEADER_LINES) {
      return List.of();
    }
    int count = count(lines.get(1));
    if (lines.size() - HEADER_LINES != count) {
      throw new MalformedContentException(
          count + " lines are announced, " + (lines.size() - HEADER_LINES) + " are there");
    }
    return lines.subList(HEADER_LINES, lines.size());
  }

  private static int count(String line) throws MalformedContentException {
    try {
      return Integer.parseInt(line);
    } catch (NumberFormatException e) {
      throw new MalformedContentException("not a count: " + line);
    }
  }
}
