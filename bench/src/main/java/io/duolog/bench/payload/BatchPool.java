package io.duolog.bench.payload;

import io.duolog.record.RecordBatchBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Record batches that were built ahead of time, so that a producer's loop does nothing but append. Immutable; the bytes
 * stand in direct memory of Netty, as those of a network server do, for as long as the process runs; every producer
 * takes views of its own.
 *
 * @param batches the bytes of each batch
 * @param recordCounts how many records each batch holds
 */
public record BatchPool(List<ByteBuf> batches, List<Integer> recordCounts) {
  private static final int MOST_BATCHES = 1 << 15;
  private static final long MOST_BYTES = 48L << 20;
  private static final long TIMESTAMP_MILLIS = 1_700_000_000_000L;
  private static final ByteBufAllocator DIRECT = new UnpooledByteBufAllocator(true, true); // never released, on purpose

  /** Rejects an empty pool and lists of different lengths. */
  public BatchPool {
    batches = List.copyOf(batches);
    recordCounts = List.copyOf(recordCounts);
    if (batches.isEmpty() || batches.size() != recordCounts.size()) {
      throw new IllegalArgumentException(batches.size() + " batches with " + recordCounts.size() + " record counts");
    }
  }

  /**
   * Builds batches of {@code recordsPerBatch} records, in the payload's order; fewer where a batch would get too large.
   */
  public static BatchPool build(Payload payload, int recordsPerBatch) {
    RecordBatchBuilder builder = new RecordBatchBuilder();
    List<ByteBuf> batches = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    long bytes = 0;
    int next = 0;
    List<byte[]> values = payload.values();
    int enough = Math.min(MOST_BATCHES, Math.max(values.size() / recordsPerBatch, 1));
    while (batches.size() < enough && bytes < MOST_BYTES) {
      next += fill(builder.reset(), values, next, recordsPerBatch);
      counts.add(builder.recordCount());
      ByteBuffer encoded = builder.build();
      bytes += encoded.remaining();
      batches.add(DIRECT.directBuffer(encoded.remaining()).writeBytes(encoded));
    }
    return new BatchPool(batches, counts);
  }

  private static int fill(RecordBatchBuilder builder, List<byte[]> values, int from, int most) {
    long size = 0;
    for (int i = 0; i < most; i++) {
      byte[] value = values.get((from + i) % values.size());
      size += value.length;
      if (i > 0 && size > PayloadOptions.LARGEST_BYTES) {
        return i;
      }
      builder.append(TIMESTAMP_MILLIS, null, value);
    }
    return most;
  }

  /**
   * One producer's part of the pool, with views that no other producer uses.
   *
   * @param producer from 0
   * @param producers how many share the pool
   */
  public Share share(int producer, int producers) {
    int size = batches.size();
    int count = Math.max(1, size / producers);
    int from = (int) ((long) producer * size / producers) % size;
    ByteBuf[] buffers = new ByteBuf[count];
    int[] records = new int[count];
    for (int i = 0; i < count; i++) {
      int index = (from + i) % size;
      buffers[i] = batches.get(index).duplicate();
      records[i] = recordCounts.get(index);
    }
    return new Share(buffers, records);
  }

  /**
   * Batches of one producer. Confined to it.
   *
   * @param buffers each batch between its reader and writer index
   * @param records how many records each batch holds
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a producer walks both arrays in step
  public record Share(ByteBuf[] buffers, int[] records) {}

  /** Views of all batches for one user. */
  public ByteBuffer[] views() {
    return batches.stream().map(ByteBuf::nioBuffer).toArray(ByteBuffer[]::new);
  }

  /** Record counts as an array. */
  public int[] counts() {
    return recordCounts.stream().mapToInt(Integer::intValue).toArray();
  }
}
