package io.duolog.conformance.strace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.duolog.conformance.kill.KillPayload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The files of a store, whatever its engine calls them. Stateless. */
final class DataFiles {
  private static final int LONG_ENOUGH = 64;
  private static final long RECORDS_LOOKED_AT = 20;

  private DataFiles() {}

  /** All regular files of a store. */
  static Set<Path> all(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return new TreeSet<>(files.filter(Files::isRegularFile).toList());
    }
  }

  /** The files that hold one of a partition's first records. */
  static Set<Path> of(Path store, int partition) throws IOException {
    List<String> values =
        LongStream.range(0, RECORDS_LOOKED_AT)
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

  private static String content(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
