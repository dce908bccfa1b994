package io.duolog.kafka.format;

/**
 * The beginning of an index file, or all of it, and what proves it; immutable.
 *
 * @param entryCount entries
 * @param crc CRC32C of their bytes
 */
public record IndexMark(int entryCount, int crc) {
  /** No entries. */
  public static final IndexMark EMPTY = new IndexMark(0, 0);
}
