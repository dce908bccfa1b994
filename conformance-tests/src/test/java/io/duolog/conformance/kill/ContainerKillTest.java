package io.duolog.conformance.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.machine.DiskUsage;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Containers that are killed, or run out of memory, and are started again on one volume lose nothing that they
 * acknowledged (D1, C2); one with less memory than its store has bytes goes on.
 *
 * <p>{@code -Dduolog.restarts=N} and {@code -Dduolog.oomkills=N} set the number of containers.
 */
@NeedsContainers
class ContainerKillTest {
  private static final int LINES = 500;
  private static final int MANY_LINES = 50_000;
  private static final long SEQUENCES_OF_A_CONTAINER = 1L << 32;
  private static final int EXIT_CODE_OF_SIGKILL = 137;
  private static final long MEBIBYTE = 1L << 20;
  private static final long MEMORY_BYTES = 96 * MEBIBYTE;

  @TempDir private static Path shared;
  private static JavaImage image;
  private static Path volume;
  private static String classPath;

  @BeforeAll
  static void buildImage() throws IOException {
    image = JavaImage.build(Files.createDirectory(shared.resolve("image")));
    volume = Files.createDirectory(shared.resolve("volume")).toRealPath();
    classPath = copyClassPath(volume.resolve("classes"));
  }

  private static List<String> command(Class<?> child, StorageProvider provider, Path store, int run, int mostRecords) {
    return List.of(
        "/java/bin/java", "--enable-native-access=ALL-UNNAMED", "-Xmx24m", "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-XX:MaxDirectMemorySize=1g", "-cp", classPath, child.getName(),
        provider.getClass().getName(), store.toString(), Long.toString(run * SEQUENCES_OF_A_CONTAINER),
        Integer.toString(mostRecords));
  }

  private static void add(KilledContainer container, Promises promises) {
    container.output().forEach(line -> promises.add(Report.parse(line)));
  }

  private static void check(StorageProvider provider, Path store, Promises promises, String what) {
    try (StorageEngine engine = KillStore.open(provider, store)) {
      promises.check(StoredState.of(engine));
    }
    System.out.println(
        provider.name() + ": " + what + ", " + promises.acknowledgements() + " acknowledged batches, none lost");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocket-style", "kafka-style"})
  void d1_c2_killedContainersLoseNothingThatTheyAcknowledged(String name) throws IOException, InterruptedException {
    StorageProvider provider = Providers.named(name);
    Path store = volume.resolve(name + "-killed");
    Promises promises = new Promises();
    int restarts = Integer.getInteger("duolog.restarts", 3);
    for (int restart = 1; restart <= restarts; restart++) {
      List<String> command = command(KillChild.class, provider, store, restart, 4);
      try (KilledContainer container = new KilledContainer(image, volume, command, LINES, 0)) {
        container.awaitLines();
        assertEquals(EXIT_CODE_OF_SIGKILL, container.kill());
        add(container, promises);
      }
    }
    check(provider, store, promises, restarts + " containers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocket-style", "kafka-style"})
  void d1_c2_containersThatRunOutOfMemoryLoseNothingThatTheyAcknowledged(String name)
      throws IOException, InterruptedException {
    StorageProvider provider = Providers.named(name);
    Path store = volume.resolve(name + "-hungry");
    Promises promises = new Promises();
    int kills = Integer.getInteger("duolog.oomkills", 1);
    for (int kill = 1; kill <= kills; kill++) {
      int before = promises.acknowledgements();
      List<String> command = command(HungryChild.class, provider, store, kill, 4);
      try (KilledContainer container = new KilledContainer(image, volume, command, 1, MEMORY_BYTES)) {
        assertEquals(EXIT_CODE_OF_SIGKILL, container.awaitEnd());
        assertTrue(container.ranOutOfMemory());
        add(container, promises);
      }
      assertTrue(promises.acknowledgements() > before);
    }
    check(provider, store, promises, kills + " containers without memory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocket-style", "kafka-style"})
  void d1_c2_aStoreLargerThanTheMemoryOfItsContainerGoesOn(String name) throws IOException, InterruptedException {
    StorageProvider provider = Providers.named(name);
    Path store = volume.resolve(name + "-large");
    Promises promises = new Promises();
    List<String> command = command(KillChild.class, provider, store, 1, 40);
    try (KilledContainer container = new KilledContainer(image, volume, command, MANY_LINES, MEMORY_BYTES)) {
      container.awaitLines();
      assertEquals(EXIT_CODE_OF_SIGKILL, container.kill());
      assertFalse(container.ranOutOfMemory());
      add(container, promises);
    }
    long bytes = DiskUsage.of(store);
    assertTrue(bytes > MEMORY_BYTES, () -> "only " + bytes);
    check(provider, store, promises, bytes / MEBIBYTE + " MiB written in " + MEMORY_BYTES / MEBIBYTE + " MiB");
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
