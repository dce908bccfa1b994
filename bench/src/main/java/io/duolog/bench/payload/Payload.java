package io.duolog.bench.payload;

import java.util.List;
import java.util.zip.Deflater;

/**
 * Values of records, in order, and what they were taken from. Immutable; the arrays are not to be changed.
 *
 * @param values at least one value; a bounded part of a large source
 * @param source figures of the whole source
 */
public record Payload(List<byte[]> values, Source source) {
  private static final int SAMPLE_BYTES = 1 << 20;

  /**
   * Where values come from. Immutable.
   *
   * @param name what it is, in words
   * @param records how many there are
   * @param bytes how many bytes they have
   * @param smallestBytes size of the smallest
   * @param medianBytes size of the median
   * @param largestBytes size of the largest
   */
  public record Source(
      String name, long records, long bytes, int smallestBytes, int medianBytes, int largestBytes) {}

  /** Rejects an empty list. */
  public Payload {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a payload of 0 records");
    }
  }

  /** How many times smaller DEFLATE makes a sample of the values. */
  public double deflateRatio() {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      byte[] sink = new byte[64 * 1024];
      int sampled = 0;
      for (byte[] value : values) {
        if (sampled >= SAMPLE_BYTES) {
          break;
        }
        sampled += value.length;
        deflater.setInput(value);
        while (!deflater.needsInput()) {
          deflater.deflate(sink);
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        deflater.deflate(sink);
      }
      return deflater.getBytesWritten() == 0 ? 1 : (double) deflater.getBytesRead() / deflater.getBytesWritten();
    } finally {
      deflater.end();
    }
  }
}
