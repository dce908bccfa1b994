package io.duolog.conformance.damage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One damage to one file. Immutable.
 *
 * @param file relative to the store
 * @param kind what is done
 * @param position the byte that is changed, or the length that is left
 */
record DamageCase(Path file, Kind kind, long position) {
  private static final int TRUNCATION_STEP = 16;
  private static final List<Kind> BYTE_KINDS = List.of(Kind.FLIP, Kind.ZERO, Kind.ONES);

  /** What may happen to a file. */
  enum Kind {
    FLIP,
    ZERO,
    ONES,
    TRUNCATE,
    DELETE
  }

  /** All cases of a store: every byte with one of the kinds in turn, every 16th length, no file. */
  static List<DamageCase> of(Path store) throws IOException {
    List<DamageCase> cases = new ArrayList<>();
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path relative = store.relativize(file);
        long size = Files.size(file);
        for (long position = 0; position < size; position++) {
          cases.add(new DamageCase(relative, BYTE_KINDS.get((int) (position % BYTE_KINDS.size())), position));
          if (position % TRUNCATION_STEP == 0) {
            cases.add(new DamageCase(relative, Kind.TRUNCATE, position));
          }
        }
        cases.add(new DamageCase(relative, Kind.DELETE, 0));
      }
    }
    return cases;
  }

  /** Damages a copy of the store. */
  void inflict(Path store) throws IOException {
    Path damaged = store.resolve(file);
    if (kind == Kind.DELETE) {
      Files.delete(damaged);
      return;
    }
    try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
      if (kind == Kind.TRUNCATE) {
        bytes.setLength(position);
        return;
      }
      bytes.seek(position);
      int before = bytes.read();
      bytes.seek(position);
      bytes.write(
          switch (kind) {
            case FLIP -> before ^ 1 << position % Byte.SIZE;
            case ZERO -> 0;
            default -> 0xff;
          });
    }
  }

  /** Whether every engine that keeps such a file can make it again from others. */
  boolean isDerived() {
    String name = file.toString();
    return name.contains("index") || name.contains("queue");
  }
}
