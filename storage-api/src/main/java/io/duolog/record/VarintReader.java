package io.duolog.record;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Confined to one thread. A bounded cursor over the bytes of records. Every read past the end is an invalid batch. */
final class VarintReader {

  private static final int MAX_INT_SHIFT = 28;
  private static final int MAX_LONG_SHIFT = 63;
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private ByteBuffer buffer = EMPTY;
  private byte @Nullable [] array;
  private int arrayOffset;
  private int position;
  private int limit;

  VarintReader wrap(ByteBuffer buffer, int position, int limit) {
    this.buffer = buffer;
    this.array = buffer.hasArray() ? buffer.array() : null;
    this.arrayOffset = array == null ? 0 : buffer.arrayOffset();
    this.position = position;
    this.limit = limit;
    return this;
  }

  ByteBuffer buffer() {
    return buffer;
  }

  int position() {
    return position;
  }

  int limit() {
    return limit;
  }

  void limit(int limit) {
    this.limit = limit;
  }

  int remaining() {
    return limit - position;
  }

  byte readByte() {
    if (position >= limit) {
      throw truncated(1);
    }
    // An accessible array is read without the buffer's own checks: it is the common case of every append.
    byte[] bytes = array;
    int at = position++;
    return bytes != null ? bytes[arrayOffset + at] : buffer.get(at);
  }

  /** Reads a zigzag-encoded number of at most five bytes. */
  int readInt() {
    int raw = readByte();
    if (raw < 0) {
      raw = continueInt(raw & 0x7F);
    }
    return (raw >>> 1) ^ -(raw & 1);
  }

  private int continueInt(int firstBits) {
    int raw = firstBits;
    for (int shift = 7; shift <= MAX_INT_SHIFT; shift += 7) {
      int next = readByte();
      raw |= (next & 0x7F) << shift;
      if (next >= 0) {
        return raw;
      }
    }
    throw tooLong("five");
  }

  /** Reads a zigzag-encoded number of at most ten bytes. */
  long readLong() {
    long raw = readByte();
    if (raw < 0) {
      raw = continueLong(raw & 0x7F);
    }
    return (raw >>> 1) ^ -(raw & 1);
  }

  private long continueLong(long firstBits) {
    long raw = firstBits;
    for (int shift = 7; shift <= MAX_LONG_SHIFT; shift += 7) {
      long next = readByte();
      raw |= (next & 0x7F) << shift;
      if (next >= 0) {
        return raw;
      }
    }
    throw tooLong("ten");
  }

  /** Steps over {@code length} bytes and returns where they begin. */
  int skip(int length) {
    if (length > remaining()) {
      throw truncated(length);
    }
    int start = position;
    position += length;
    return start;
  }

  private InvalidBatchException truncated(int wanted) {
    return new InvalidBatchException(InvalidBatchException.Reason.RECORD,
        "a field of " + wanted + " bytes at position " + position + " passes the end at " + limit);
  }

  private InvalidBatchException tooLong(String limitInWords) {
    return new InvalidBatchException(InvalidBatchException.Reason.RECORD,
        "a variable-length number that ends at position " + position + " has more than " + limitInWords + " bytes");
  }
}
