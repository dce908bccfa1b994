package io.duolog.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Confined to one thread. A growing array to which records are appended, behind room for a batch header. */
final class RecordWriter {

  private static final int FIRST_CAPACITY_BYTES = 1024;

  private byte[] bytes = new byte[FIRST_CAPACITY_BYTES];
  private int size = RecordBatchLayout.HEADER_SIZE_BYTES;

  void clear() {
    size = RecordBatchLayout.HEADER_SIZE_BYTES;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Bytes so far, the room for the header included. */
  int size() {
    return size;
  }

  /** Appends one record; {@code key} and {@code value} are read from position to limit and stay as they are. */
  void append(int offsetDelta, long timestampDelta, @Nullable ByteBuffer key, @Nullable ByteBuffer value,
      List<RecordHeader> headers) {
    byte[][] names = namesOf(headers);
    int body = Byte.BYTES + sizeOf(timestampDelta) + sizeOf(offsetDelta) + sizeOfField(key) + sizeOfField(value)
        + sizeOfHeaders(names, headers);
    reserve(Math.addExact(sizeOf(body), body));
    writeVarint(body);
    bytes[size++] = 0;
    writeVarint(timestampDelta);
    writeVarint(offsetDelta);
    writeField(key);
    writeField(value);
    writeVarint(headers.size());
    for (int i = 0; i < names.length; i++) {
      writeVarint(names[i].length);
      System.arraycopy(names[i], 0, bytes, size, names[i].length);
      size += names[i].length;
      writeField(headers.get(i).value());
    }
  }

  private static byte[][] namesOf(List<RecordHeader> headers) {
    byte[][] names = new byte[headers.size()][];
    for (int i = 0; i < names.length; i++) {
      names[i] = headers.get(i).key().getBytes(UTF_8);
    }
    return names;
  }

  private static int sizeOfHeaders(byte[][] names, List<RecordHeader> headers) {
    int total = sizeOf(names.length);
    for (int i = 0; i < names.length; i++) {
      total += sizeOf(names[i].length) + names[i].length + sizeOfField(headers.get(i).value());
    }
    return total;
  }

  private static int sizeOfField(@Nullable ByteBuffer field) {
    return field == null ? sizeOf(-1) : Math.addExact(sizeOf(field.remaining()), field.remaining());
  }

  private void writeField(@Nullable ByteBuffer field) {
    if (field == null) {
      writeVarint(-1);
      return;
    }
    int length = field.remaining();
    writeVarint(length);
    field.get(field.position(), bytes, size, length);
    size += length;
  }

  /** Bytes of a zigzag-encoded number. */
  static int sizeOf(long value) {
    long raw = (value << 1) ^ (value >> 63);
    return 1 + (63 - Long.numberOfLeadingZeros(raw | 1)) / 7;
  }

  private void writeVarint(long value) {
    long raw = (value << 1) ^ (value >> 63);
    while ((raw & ~0x7FL) != 0) {
      bytes[size++] = (byte) (raw | 0x80);
      raw >>>= 7;
    }
    bytes[size++] = (byte) raw;
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * bytes.length)));
    }
  }
}
