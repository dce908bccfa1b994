package io.duolog.io.durable;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a checkpoint, big-endian, described in {@code docs/formats/checkpoint.md}.
 *
 * <pre>
 *  0 magic        8
 *  8 container    2   version of this layout
 * 10 content      2   version of the payload
 * 12 length       4   of the payload
 * 16 identity     8
 * 24 sequence     8   one more with each write
 * 32 payload CRC  4   CRC32C of the payload
 * 36 header CRC   4   CRC32C of bytes 0 to 36
 * 40 payload
 * </pre>
 *
 * Magic, both versions and the header CRC keep their places in every later version of the container.
 */
final class CheckpointLayout {
  static final int CONTAINER_VERSION = 1;

  static final int MAGIC = 0;
  static final int CONTAINER = MAGIC + Long.BYTES;
  static final int CONTENT = CONTAINER + Short.BYTES;
  static final int LENGTH = CONTENT + Short.BYTES;
  static final int IDENTITY = LENGTH + Integer.BYTES;
  static final int SEQUENCE = IDENTITY + Long.BYTES;
  static final int PAYLOAD_CRC = SEQUENCE + Long.BYTES;
  static final int HEADER_CRC = PAYLOAD_CRC + Integer.BYTES;
  static final int PAYLOAD = HEADER_CRC + Integer.BYTES;

  private CheckpointLayout() {}

  /** The whole file, ready to be written. */
  static ByteBuffer encode(FileStamp stamp, long sequence, ByteBuffer payload) {
    int length = payload.remaining();
    ByteBuffer file = ByteBuffer.allocate(PAYLOAD + length);
    file.putLong(MAGIC, stamp.magic());
    file.putShort(CONTAINER, (short) CONTAINER_VERSION);
    file.putShort(CONTENT, (short) stamp.version());
    file.putInt(LENGTH, length);
    file.putLong(IDENTITY, stamp.identity());
    file.putLong(SEQUENCE, sequence);
    file.put(PAYLOAD, payload, payload.position(), length);
    file.putInt(PAYLOAD_CRC, crc(file, PAYLOAD, length));
    file.putInt(HEADER_CRC, crc(file, MAGIC, HEADER_CRC));
    return file;
  }

  static int crc(ByteBuffer file, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(file.slice(from, length));
    return (int) crc.getValue();
  }
}
