package io.duolog.io.durable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The bytes of a journal, big-endian, described in {@code docs/formats/catalogue.md}.
 *
 * <pre>
 * file header                          entry, at a multiple of 8
 *  0 magic       8                      0 CRC      4   CRC32C from byte 4 to the end of the padding
 *  8 container   2                      4 length   4   of the payload
 * 10 content     2                      8 step     8   one more with each append
 * 12 reserved    4   zero              16 type     1
 * 16 identity    8                     17 version  1
 * 24 first step  8                     18 flags    1   bit 0: the last entry of its step
 * 32 reserved    4   zero              19 reserved 1   zero
 * 36 header CRC  4   of bytes 0 to 36  20 index    4   place in its step, from 0
 * 40 entries                           24 payload, zeros up to a multiple of 8
 * </pre>
 *
 * Magic, both versions and the header CRC keep their places in every later version of the container.
 */
final class JournalLayout {
  static final int CONTAINER_VERSION = 1;

  static final int MAGIC = 0;
  static final int CONTAINER = MAGIC + Long.BYTES;
  static final int CONTENT = CONTAINER + Short.BYTES;
  static final int FILE_RESERVED = CONTENT + Short.BYTES;
  static final int IDENTITY = FILE_RESERVED + Integer.BYTES;
  static final int FIRST_STEP = IDENTITY + Long.BYTES;
  static final int FILE_RESERVED_2 = FIRST_STEP + Long.BYTES;
  static final int HEADER_CRC = FILE_RESERVED_2 + Integer.BYTES;
  static final int ENTRIES = HEADER_CRC + Integer.BYTES;

  static final int CRC = 0;
  static final int LENGTH = CRC + Integer.BYTES;
  static final int STEP = LENGTH + Integer.BYTES;
  static final int TYPE = STEP + Long.BYTES;
  static final int VERSION = TYPE + Byte.BYTES;
  static final int FLAGS = VERSION + Byte.BYTES;
  static final int RESERVED = FLAGS + Byte.BYTES;
  static final int INDEX = RESERVED + Byte.BYTES;
  static final int PAYLOAD = INDEX + Integer.BYTES;

  static final int ALIGNMENT = 8;
  static final byte LAST_OF_STEP = 1;

  private JournalLayout() {}

  /** Bytes of an entry with its padding. */
  static int entryBytes(int payloadLength) {
    return (PAYLOAD + payloadLength + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static long stepBytes(List<JournalEntry> entries) {
    long bytes = 0;
    for (JournalEntry entry : entries) {
      bytes += entryBytes(entry.payload().remaining());
    }
    return bytes;
  }

  /** Writes a file header at the buffer's position and moves it behind. */
  static void putHeader(ByteBuffer target, FileStamp stamp, long firstStep) {
    int start = target.position();
    target.putLong(stamp.magic()).putShort((short) CONTAINER_VERSION).putShort((short) stamp.version()).putInt(0);
    target.putLong(stamp.identity()).putLong(firstStep).putInt(0);
    target.putInt(crc(target, start, HEADER_CRC));
  }

  /** Writes the entries of one step at the buffer's position, a multiple of 8, and moves it behind. */
  static void putStep(ByteBuffer target, long step, List<JournalEntry> entries) {
    for (int i = 0; i < entries.size(); i++) {
      JournalEntry entry = entries.get(i);
      byte flags = i == entries.size() - 1 ? LAST_OF_STEP : 0;
      int start = target.position();
      int length = entry.payload().remaining();
      int bytes = entryBytes(length);
      target.putInt(0).putInt(length).putLong(step).put((byte) entry.type()).put((byte) entry.version());
      target.put(flags).put((byte) 0).putInt(i).put(entry.payload().duplicate());
      while (target.position() < start + bytes) {
        target.put((byte) 0);
      }
      target.putInt(start + CRC, crc(target, start + LENGTH, bytes - LENGTH));
    }
  }

  static int crc(ByteBuffer bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(from, length));
    return (int) crc.getValue();
  }
}
