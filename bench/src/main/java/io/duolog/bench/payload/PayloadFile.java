package io.duolog.bench.payload;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads real records from a text file, one a line. Confined to one load.
 *
 * <p>The whole file is read once for its figures; values are kept up to {@value #MOST_KEPT_BYTES} bytes and {@value
 * #MOST_KEPT_RECORDS} records, so that a file of any size can be given. Empty lines are no records. Sizes are counted
 * in a histogram of exact sizes, whose memory is bounded by the largest record that is allowed.
 */
public final class PayloadFile {
  /** Largest number of bytes that are kept in memory. */
  public static final int MOST_KEPT_BYTES = 32 << 20;

  /** Largest number of records that are kept in memory. */
  public static final int MOST_KEPT_RECORDS = 1 << 17;

  private static final int CHUNK_BYTES = 256 * 1024;

  private final Path file;
  private final List<byte[]> kept = new ArrayList<>();
  private final int[] countBySize = new int[PayloadOptions.LARGEST_BYTES + 1];
  private byte[] line = new byte[4096];
  private int lineBytes;
  private long keptBytes;
  private long lines;
  private long records;
  private long bytes;

  private PayloadFile(Path file) {
    this.file = file;
  }

  /**
   * Loads a file.
   *
   * @throws IllegalArgumentException naming the file, if it is missing, no regular file, empty, binary, or has a line
   *     that is longer than the largest record
   */
  public static Payload load(Path file) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("payload file " + file + " does not exist");
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("payload file " + file + " is not a regular file");
    }
    PayloadFile payload = new PayloadFile(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), CHUNK_BYTES)) {
      payload.read(in);
    } catch (NoSuchFileException gone) {
      throw new IllegalArgumentException("payload file " + file + " does not exist", gone);
    } catch (IOException e) {
      throw new IllegalArgumentException("payload file " + file + " cannot be read: " + e.getMessage(), e);
    }
    return payload.finish();
  }

  private void read(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      int from = 0;
      for (int i = 0; i < read; i++) {
        if (chunk[i] == '\n') {
          take(chunk, from, i);
          endLine();
          from = i + 1;
        } else if (isBinary(chunk[i])) {
          throw new IllegalArgumentException(
              "payload file " + file + " is binary: byte " + (chunk[i] & 0xff) + " in line " + (lines + 1));
        }
      }
      take(chunk, from, read);
    }
    if (lineBytes > 0) {
      endLine();
    }
  }

  /** Control characters that no text holds; tab, line ends, form feed and escape are text. */
  private static boolean isBinary(byte value) {
    return value >= 0 && value < 0x20 && value != '\t' && value != '\r' && value != '\f'
        && value != 0x1b && value != '\b' && value != 0x0b && value != 0x1a;
  }

  private void take(byte[] chunk, int from, int to) {
    int added = to - from;
    if (lineBytes + added > PayloadOptions.LARGEST_BYTES) {
      throw new IllegalArgumentException(
          "payload file " + file + ": line " + (lines + 1) + " is longer than " + PayloadOptions.LARGEST_BYTES
              + " bytes");
    }
    if (lineBytes + added > line.length) {
      line = Arrays.copyOf(line, Math.max(lineBytes + added, 2 * line.length));
    }
    System.arraycopy(chunk, from, line, lineBytes, added);
    lineBytes += added;
  }

  private void endLine() {
    lines++;
    int size = lineBytes > 0 && line[lineBytes - 1] == '\r' ? lineBytes - 1 : lineBytes;
    lineBytes = 0;
    if (size == 0) {
      return;
    }
    records++;
    bytes += size;
    countBySize[size]++;
    if (kept.size() < MOST_KEPT_RECORDS && keptBytes + size <= MOST_KEPT_BYTES) {
      kept.add(Arrays.copyOf(line, size));
      keptBytes += size;
    }
  }

  private Payload finish() {
    if (kept.isEmpty()) {
      throw new IllegalArgumentException("payload file " + file + " is empty: it has no line with a record");
    }
    return new Payload(
        kept,
        new Payload.Source(
            file.toString(), records, bytes, sizeOfRank(1), sizeOfRank((records + 1) / 2), sizeOfRank(records)));
  }

  private int sizeOfRank(long rank) {
    long below = 0;
    for (int size = 0; size < countBySize.length; size++) {
      below += countBySize[size];
      if (below >= rank) {
        return size;
      }
    }
    return countBySize.length - 1;
  }
}
