package io.duolog.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Stateless. Absolute big-endian access to a buffer, whatever byte order the buffer's owner has set on it. */
final class BigEndian {

  private static final VarHandle SHORT = MethodHandles.byteBufferViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  static short shortAt(ByteBuffer buffer, int position) {
    return (short) SHORT.get(buffer, position);
  }

  static int intAt(ByteBuffer buffer, int position) {
    return (int) INT.get(buffer, position);
  }

  static long longAt(ByteBuffer buffer, int position) {
    return (long) LONG.get(buffer, position);
  }

  static void putShort(ByteBuffer buffer, int position, short value) {
    SHORT.set(buffer, position, value);
  }

  static void putInt(ByteBuffer buffer, int position, int value) {
    INT.set(buffer, position, value);
  }

  static void putLong(ByteBuffer buffer, int position, long value) {
    LONG.set(buffer, position, value);
  }
}
