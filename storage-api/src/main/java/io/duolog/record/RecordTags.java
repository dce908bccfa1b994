package io.duolog.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * Confined to one thread. The tags of a batch as a 64-bit bloom filter, which a queue entry stores (rule L4): a
 * record's tag is the value of its header {@value #HEADER}.
 *
 * <p>Each tag sets two bits: with {@code h} the 64-bit FNV-1a hash of its bytes, bit {@code h & 63} and bit {@code (h
 * >>> 6) & 63}. A batch without tags is 0; one that nobody here can decode is {@link #ANY}, so that a filter never
 * leaves it out.
 */
public final class RecordTags {

  /** Name of the header that carries a record's tag. */
  public static final String HEADER = "TAGS";

  /** All bits: the batch may hold any tag. */
  public static final long ANY = -1L;

  private static final byte[] HEADER_BYTES = HEADER.getBytes(UTF_8);
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int BIT_MASK = 63;
  private static final int SECOND_BIT_SHIFT = 6;

  private final RecordIterator records = new RecordIterator();

  /** Creates a reader of tags. */
  public RecordTags() {}

  /**
   * The bloom of a batch that was validated.
   *
   * @return 0 without tags, {@link #ANY} if the batch cannot be decoded
   */
  public long bloomOf(RecordBatch batch) {
    long bloom = 0;
    try {
      records.reset(batch);
      while (records.hasNext()) {
        Record record = records.next();
        if (record.headerCount() > 0) {
          bloom |= bloomOf(record.headers());
        }
      }
    } catch (UnsupportedCodecException | InvalidBatchException e) {
      return ANY;
    }
    return bloom;
  }

  private static long bloomOf(RecordHeaders headers) {
    long bloom = 0;
    while (headers.next()) {
      if (headers.hasValue() && headers.keyEquals(HEADER_BYTES)) {
        bloom |= bloomOf(headers.buffer(), headers.valuePosition(), headers.valueSizeBytes());
      }
    }
    return bloom;
  }

  /** The bits of one tag: a batch can hold it only if the batch's bloom has all of them. */
  public static long bloomOf(String tag) {
    byte[] bytes = tag.getBytes(UTF_8);
    return bloomOf(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  private static long bloomOf(ByteBuffer bytes, int position, int length) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ (bytes.get(position + i) & 0xff)) * FNV_PRIME;
    }
    return 1L << (hash & BIT_MASK) | 1L << ((hash >>> SECOND_BIT_SHIFT) & BIT_MASK);
  }
}
