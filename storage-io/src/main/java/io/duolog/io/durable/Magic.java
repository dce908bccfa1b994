package io.duolog.io.durable;

import java.nio.ByteBuffer;

/** Immutable. Tells a file of ours, whole or not, from one that never was. */
final class Magic {
  private Magic() {}

  /**
   * Whether {@code file} begins with {@code magic}, as far as it goes. An empty file and leading zeros pass: that is
   * what some file systems make of a file of ours, so the checksum decides.
   */
  static boolean begins(ByteBuffer file, long magic) {
    int length = Math.min(Long.BYTES, file.remaining());
    long found = 0;
    for (int i = 0; i < length; i++) {
      found = found << Byte.SIZE | Byte.toUnsignedLong(file.get(i));
    }
    int missingBits = (Long.BYTES - length) * Byte.SIZE;
    return found == 0 || found == magic >>> missingBits;
  }
}
