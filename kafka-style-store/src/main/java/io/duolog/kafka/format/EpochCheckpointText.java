package io.duolog.kafka.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Stateless. Kafka's {@code leader-epoch-checkpoint}: version, count, then {@code epoch firstOffset} a line. */
public final class EpochCheckpointText {
  private static final String VERSION = "0";
  private static final int FIELDS = 2;

  private EpochCheckpointText() {}

  /** The file's bytes. */
  public static byte[] encode(List<EpochStart> epochs) {
    StringBuilder text = new StringBuilder();
    text.append(VERSION).append('\n').append(epochs.size()).append('\n');
    for (EpochStart epoch : epochs) {
      text.append(epoch.leaderEpoch()).append(' ').append(epoch.firstOffset()).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Parses a file as Kafka does; an empty file has no epochs.
   *
   * @throws MalformedContentException if Kafka would not accept it
   */
  public static List<EpochStart> decode(byte[] file) throws MalformedContentException {
    List<EpochStart> epochs = new ArrayList<>();
    for (String line : CheckpointLines.of(file, VERSION)) {
      String[] fields = line.split("\\s+", -1);
      if (fields.length != FIELDS) {
        throw new MalformedContentException("not epoch and offset: " + line);
      }
      try {
        epochs.add(new EpochStart(Integer.parseInt(fields[0]), Long.parseLong(fields[1])));
      } catch (NumberFormatException e) {
        throw new MalformedContentException(line + ": " + e.getMessage());
      }
    }
    return epochs;
  }
}
