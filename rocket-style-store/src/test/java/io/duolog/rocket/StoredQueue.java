package io.duolog.rocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Stateless. The first file of the queue of a store that nobody has open, to be damaged. */
final class StoredQueue {
  private static final int PAGE_BYTES = 4096;
  private static final int FIRST_ENTRY_BYTE = 20;

  private StoredQueue() {}

  /** Changes a byte of the first entry of a page. */
  static void damagePage(Path store, long incarnation, int ordinal) throws IOException {
    Path path = store.resolve("consumequeue").resolve("00000000000000000000");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
    int page = 0;
    while (bytes.getLong(page) != incarnation || bytes.getInt(page + 8) != ordinal) {
      page += PAGE_BYTES;
    }
    bytes.put(page + FIRST_ENTRY_BYTE, (byte) (bytes.get(page + FIRST_ENTRY_BYTE) ^ 1));
    Files.write(path, bytes.array());
  }
}
