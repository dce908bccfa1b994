package io.duolog.conformance.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.conformance.machine.JavaImage;
import io.duolog.conformance.machine.NeedsContainers;
import io.duolog.conformance.process.Providers;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers that are killed and started again on one volume lose nothing that they acknowledged (D1, C2). */
@NeedsContainers
class ContainerKillTest {
  private static final int RESTARTS = 3;
  private static final int LINES = 500;
  private static final long SEQUENCES_OF_A_CONTAINER = 1L << 32;
  private static final int EXIT_CODE_OF_SIGKILL = 137;

  @TempDir private Path area;

  @ParameterizedTest
  @ValueSource(strings = {"rocket-style", "kafka-style"})
  void d1_c2_killedContainersLoseNothingThatTheyAcknowledged(String name) throws IOException, InterruptedException {
    StorageProvider provider = Providers.named(name);
    JavaImage image = JavaImage.build(Files.createDirectory(area.resolve("image")));
    Path volume = Files.createDirectory(area.resolve("volume")).toRealPath();
    String classPath = copyClassPath(volume.resolve("classes"));
    Path store = volume.resolve("store");
    Promises promises = new Promises();
    for (int restart = 1; restart <= RESTARTS; restart++) {
      List<String> arguments =
          List.of(
              "/java/bin/java", "--enable-native-access=ALL-UNNAMED", "-cp", classPath, KillChild.class.getName(),
              provider.getClass().getName(), store.toString(), Long.toString(restart * SEQUENCES_OF_A_CONTAINER));
      try (KilledContainer container = new KilledContainer(image, volume, arguments, LINES)) {
        container.awaitLines();
        assertEquals(EXIT_CODE_OF_SIGKILL, container.kill());
        container.output().forEach(line -> promises.add(Report.parse(line)));
      }
    }
    try (StorageEngine engine = KillStore.open(provider, store)) {
      promises.check(StoredState.of(engine));
    }
    System.out.println(
        name + ": " + RESTARTS + " containers, " + promises.acknowledgements() + " acknowledged batches, none lost");
  }

  /** Copies what is on this process's class path below {@code target}; the answer is the class path there. */
  private static String copyClassPath(Path target) throws IOException {
    List<String> copied = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path source = Path.of(entry);
      Path destination = Files.createDirectories(target).resolve(copied.size() + "-" + source.getFileName());
      if (Files.exists(source)) {
        try (Stream<Path> files = Files.walk(source)) {
          for (Path file : files.toList()) {
            Files.copy(file, destination.resolve(source.relativize(file).toString()));
          }
        }
        copied.add(destination.toString());
      }
    }
    return String.join(File.pathSeparator, copied);
  }
}
