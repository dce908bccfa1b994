package io.duolog.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Removes what a run has written. Stateless. */
public final class TemporaryTree {
  private static final long WORTH_PUNCHING = 1L << 20;

  private TemporaryTree() {}

  /** Removes a directory and all that is in it; a missing one is fine. */
  public static void remove(Path root) {
    walk(root, true);
  }

  /**
   * Drops the content of the large files of a store that is thrown away, so that closing it writes nothing to the disk
   * and the next measurement does not share the disk with it.
   */
  public static void dropContent(Path root) {
    walk(root, false);
  }

  /** Bytes of all files below a directory. */
  public static long sizeBytes(Path root) {
    long[] sum = new long[1];
    try {
      Files.walkFileTree(root, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
          sum[0] += attributes.size();
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum[0];
  }

  private static void walk(Path root, boolean delete) {
    Optional<NativeCalls> calls = NativeCalls.system();
    try {
      Files.walkFileTree(root, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
          if (delete) {
            Files.deleteIfExists(file);
          } else if (attributes.isRegularFile() && attributes.size() >= WORTH_PUNCHING) {
            calls.ifPresent(system -> system.punch(file, attributes.size()));
          }
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
          if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
          }
          throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
          if (delete) {
            Files.deleteIfExists(directory);
          }
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + root + ": " + e.getMessage(), e);
    }
  }
}
