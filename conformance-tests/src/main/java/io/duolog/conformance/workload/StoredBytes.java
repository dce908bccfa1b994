package io.duolog.conformance.workload;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bytes that a file of a store holds verbatim, to be damaged. Immutable; the file keeps its time of change.
 *
 * @param file the file
 * @param position where its first byte stands
 */
public record StoredBytes(Path file, long position) {
  /** All places under a directory that hold {@code wanted}. */
  public static List<StoredBytes> find(Path directory, ByteBuffer wanted) throws IOException {
    List<StoredBytes> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        for (int at = 0; at <= bytes.limit() - wanted.remaining(); at++) {
          if (bytes.get(at) == wanted.get(wanted.position())
              && bytes.slice(at, wanted.remaining()).mismatch(wanted) < 0) {
            found.add(new StoredBytes(file, at));
          }
        }
      }
    }
    return found;
  }

  /** Turns one bit of the byte that stands {@code offset} bytes behind the first one, which may be negative. */
  public void flip(int offset) throws IOException {
    byte[] now = new byte[1];
    read(offset, now);
    now[0] ^= 0x10;
    write(offset, now);
  }

  /** Writes zeros from {@code offset} on. */
  public void zero(int offset, int length) throws IOException {
    write(offset, new byte[length]);
  }

  private void read(int offset, byte[] target) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      bytes.seek(position + offset);
      bytes.readFully(target);
    }
  }

  private void write(int offset, byte[] source) throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(position + offset);
      bytes.write(source);
    }
    Files.setLastModifiedTime(file, modified);
  }
}
