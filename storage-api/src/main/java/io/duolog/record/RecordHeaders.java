package io.duolog.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.duolog.record.InvalidBatchException.Reason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one thread. A cursor over the headers of one record: {@link #next()} moves it, the accessors show the
 * header it stands on. It belongs to its {@link Record} and moves with it.
 */
public final class RecordHeaders {

  private final VarintReader in = new VarintReader();
  private int remaining;
  private int keyPosition;
  private int keySize;
  private int valuePosition;
  private int valueSize = -1;

  RecordHeaders() {}

  RecordHeaders wrap(ByteBuffer buffer, int position, int limit, int count) {
    in.wrap(buffer, position, limit);
    remaining = count;
    keySize = 0;
    valueSize = -1;
    return this;
  }

  /** Moves to the next header; false if there is none. */
  public boolean next() {
    if (remaining == 0) {
      return false;
    }
    remaining--;
    keySize = readKeySize(in);
    keyPosition = in.skip(keySize);
    valueSize = in.readInt();
    valuePosition = in.skip(Math.max(valueSize, 0));
    return true;
  }

  /** Whether the header's name is exactly these bytes (UTF-8). Allocates nothing. */
  public boolean keyEquals(byte[] name) {
    if (name.length != keySize) {
      return false;
    }
    ByteBuffer buffer = in.buffer();
    for (int i = 0; i < name.length; i++) {
      if (buffer.get(keyPosition + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** The header's name. Allocates. */
  public String key() {
    byte[] bytes = new byte[keySize];
    in.buffer().get(keyPosition, bytes);
    return new String(bytes, UTF_8);
  }

  /** The buffer that {@link #valuePosition()} refers to; borrowed and not to be changed. */
  public ByteBuffer buffer() {
    return in.buffer();
  }

  /** Whether the header has a value; an empty value is a value. */
  public boolean hasValue() {
    return valueSize >= 0;
  }

  /** Bytes of the value, or a negative number if there is none. */
  public int valueSizeBytes() {
    return valueSize;
  }

  /** Absolute position of the value in {@link #buffer()}; meaningless without a value. */
  public int valuePosition() {
    return valuePosition;
  }

  /** The value as a read-only view, or null if there is none. Allocates the view. */
  public @Nullable ByteBuffer value() {
    return Record.view(in.buffer(), valuePosition, valueSize);
  }

  /** Steps over {@code count} headers and checks their lengths. */
  static void skip(VarintReader in, int count) {
    if (count < 0 || count > in.remaining()) {
      throw new InvalidBatchException(Reason.RECORD,
          "header count " + count + " where " + in.remaining() + " bytes are left in the record");
    }
    for (int i = 0; i < count; i++) {
      in.skip(readKeySize(in));
      in.skip(Math.max(in.readInt(), 0));
    }
  }

  private static int readKeySize(VarintReader in) {
    int size = in.readInt();
    if (size < 0) {
      throw new InvalidBatchException(Reason.RECORD, "header key of " + size + " bytes, at least 0 are needed");
    }
    return size;
  }
}
