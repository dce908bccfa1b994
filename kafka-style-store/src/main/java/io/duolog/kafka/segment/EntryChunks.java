package io.duolog.kafka.segment;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Entries of one size, in the bytes that go to the file. Guarded by the append lock for adding; readers see the
 * entries below a count that its owner publishes after them.
 *
 * <p>The first chunk begins small and on the heap, since most partitions have few entries; later ones are direct, so
 * that an append leaves no garbage: an entry of 8 bytes for every 4 KiB would be the largest part of it.
 */
final class EntryChunks {
  private static final int CHUNK_ENTRIES = 1024;
  private static final int FIRST_ENTRIES = 16;

  private final int entryBytes;
  private volatile ByteBuffer[] chunks;

  EntryChunks(int entryBytes) {
    this.entryBytes = entryBytes;
    this.chunks = new ByteBuffer[] {ByteBuffer.allocate(FIRST_ENTRIES * entryBytes)};
  }

  /** The chunk that has room for {@code slot}, which is the next one to be filled. */
  ByteBuffer roomFor(int slot) {
    ByteBuffer[] now = chunks;
    int chunk = slot / CHUNK_ENTRIES;
    if (chunk == now.length) {
      now = Arrays.copyOf(now, chunk + 1);
      now[chunk] = ByteBuffer.allocateDirect(CHUNK_ENTRIES * entryBytes);
      chunks = now;
    } else if (chunk == 0 && at(slot) == now[0].capacity()) {
      now = now.clone();
      now[0] = ByteBuffer.allocate(2 * now[0].capacity()).put(0, now[0], 0, now[0].capacity());
      chunks = now;
    }
    return now[chunk];
  }

  /** The chunk that holds {@code slot}. */
  ByteBuffer chunk(int slot) {
    return chunks[slot / CHUNK_ENTRIES];
  }

  /** Where {@code slot} lies in its chunk. */
  int at(int slot) {
    return slot % CHUNK_ENTRIES * entryBytes;
  }
}
