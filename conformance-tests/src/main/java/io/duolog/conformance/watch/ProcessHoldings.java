package io.duolog.conformance.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Descriptors, mappings and threads of this process. Stateless; without {@code /proc} it sees none. */
public final class ProcessHoldings {
  private static final Path SELF = Path.of("/proc/self");

  private ProcessHoldings() {}

  /** Open files at or under {@code path}, deleted ones included. */
  public static List<String> descriptorsUnder(Path path) {
    List<String> found = new ArrayList<>();
    Path descriptors = SELF.resolve("fd");
    if (!Files.isDirectory(descriptors)) {
      return found;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(descriptors)) {
      for (Path entry : entries) {
        String target = targetOf(entry);
        if (target.startsWith(path.toString())) {
          found.add(target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("descriptors of this process cannot be listed", e);
    }
    return found;
  }

  /** A descriptor may be closed between listing and looking. */
  private static String targetOf(Path entry) throws IOException {
    try {
      return Files.readSymbolicLink(entry).toString();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Mapped files at or under {@code path}, deleted ones included. */
  public static List<String> mappingsUnder(Path path) {
    Path maps = SELF.resolve("maps");
    if (!Files.exists(maps)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(maps)) {
      return lines.filter(line -> line.contains(" " + path)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("mappings of this process cannot be listed", e);
    }
  }

  /** Live platform threads that belong to nobody in the JVM itself. */
  public static Set<Thread> threads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(ProcessHoldings::isOfTheMachine);
    return threads;
  }

  private static boolean isOfTheMachine(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null
        || group.getName().equals("system")
        || group.getName().equals("InnocuousThreadGroup")
        || thread.getName().startsWith("ForkJoinPool")
        || thread.getName().startsWith("CompletableFutureDelayScheduler")
        || thread.getName().startsWith("surefire");
  }
}
