package io.duolog.conformance.strace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.duolog.conformance.kill.KillPayload;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** The files of a store, whatever its engine calls them. Stateless. */
final class DataFiles {
  private static final int LONG_ENOUGH = 32;

  private DataFiles() {}

  /** All regular files of a store; those that come or go meanwhile may be left out. */
  static Set<Path> all(Path store) throws IOException {
    Set<Path> files = new TreeSet<>();
    Files.walkFileTree(
        store,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /**
   * The files that hold records of a partition.
   *
   * @param records how many of its records are looked for, from the first
   */
  static Set<Path> of(Path store, int partition, int records) throws IOException {
    List<String> values =
        LongStream.range(0, records)
            .mapToObj(sequence -> new String(KillPayload.encode(partition, sequence), ISO_8859_1))
            .filter(value -> value.length() >= LONG_ENOUGH)
            .toList();
    Set<Path> holding = new TreeSet<>();
    for (Path file : all(store)) {
      String content = content(file);
      if (values.stream().anyMatch(content::contains)) {
        holding.add(file);
      }
    }
    return holding;
  }

  private static String content(Path file) throws IOException {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
