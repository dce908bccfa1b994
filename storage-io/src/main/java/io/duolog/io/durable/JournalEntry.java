package io.duolog.io.durable;

import java.nio.ByteBuffer;

/**
 * One entry of a journal; immutable but for the payload, which is borrowed: by {@code append} until it returns, by a
 * visitor until its call returns.
 *
 * @param type the caller's kind of entry, 0 to 255
 * @param version the caller's version of that kind, 0 to 255
 * @param payload what remains in it, at most {@link Journal#MOST_PAYLOAD_BYTES}
 */
public record JournalEntry(int type, int version, ByteBuffer payload) {
  private static final int MOST = 0xFF;

  public JournalEntry {
    if (type < 0 || type > MOST || version < 0 || version > MOST) {
      throw new IllegalArgumentException("type and version must be 0 to " + MOST + ": " + type + ", " + version);
    }
    if (payload.remaining() > Journal.MOST_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "payload of " + payload.remaining() + " bytes, most " + Journal.MOST_PAYLOAD_BYTES);
    }
  }
}
