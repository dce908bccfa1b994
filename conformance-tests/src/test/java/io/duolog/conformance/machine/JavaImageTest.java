package io.duolog.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The method of the container tests itself: a kill ends the process at once and keeps what it wrote before. */
@NeedsContainers
class JavaImageTest {
  private static final long LIMIT_SECONDS = 30;

  @TempDir Path directory;

  @Test
  void aKilledContainerLeavesWhatItWrote() throws IOException {
    JavaImage image = JavaImage.build(Files.createDirectory(directory.resolve("image")));
    Path shared = Files.createDirectory(directory.resolve("shared"));
    copyClass(Counting.class, shared);
    Path file = shared.resolve("numbers");

    try (RunningContainer container =
        image.start(shared, "-cp", shared.toString(), Counting.class.getName(), file.toString())) {
      awaitSize(file, Long.BYTES * 1_000L, container);
      container.kill();
      assertEquals(137, container.exitCode());
    }

    ByteBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(file));
    for (long expected = 0; numbers.remaining() >= Long.BYTES; expected++) {
      assertEquals(expected, numbers.getLong());
    }
  }

  private static void copyClass(Class<?> type, Path classes) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    Path target = classes.resolve(name);
    Files.createDirectories(target.resolveSibling("."));
    try (var bytes = type.getResourceAsStream("/" + name)) {
      Files.copy(Objects.requireNonNull(bytes), target);
    }
  }

  private static void awaitSize(Path file, long sizeBytes, RunningContainer container) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!Files.exists(file) || Files.size(file) < sizeBytes) {
      assertTrue(System.nanoTime() < deadline, () -> "the container wrote too little: " + printed(container));
      Thread.onSpinWait();
    }
  }

  private static String printed(RunningContainer container) {
    try {
      return container.output();
    } catch (IOException e) {
      return e.toString();
    }
  }
}
