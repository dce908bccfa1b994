package io.duolog.conformance.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Immutable. A program of the machine, run to its end within a limit of time. */
record Command(List<String> words) {
  private static final long LIMIT_SECONDS = 60;

  static Command of(String... words) {
    return new Command(List.of(words));
  }

  /**
   * Runs it.
   *
   * @return what it printed on both streams
   * @throws IOException with that text if it cannot be started, takes too long or ends with anything but 0
   */
  String run() throws IOException {
    Path output = Files.createTempFile("duolog-command", ".out");
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean isEnded;
      try {
        isEnded = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        isEnded = false;
      }
      if (!isEnded) {
        process.destroyForcibly();
        throw new IOException(words + " did not end within " + LIMIT_SECONDS + " s");
      }
      String text = Files.readString(output, StandardCharsets.UTF_8).strip();
      if (process.exitValue() != 0) {
        throw new IOException(words + " ended with " + process.exitValue() + ": " + text);
      }
      return text;
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** The given text if it fails. */
  Optional<String> obstacle(String text) {
    try {
      run();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(text + " (" + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")");
    }
  }
}
