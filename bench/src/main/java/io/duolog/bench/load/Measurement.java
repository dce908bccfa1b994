package io.duolog.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * One measured run of a cell or a limit. Immutable; the histograms are not to be changed.
 *
 * @param seconds the measured time
 * @param records records, or actions where nothing is appended or read
 * @param bytes bytes of the batches
 * @param extras further figures by name, which ends with the unit
 * @param histograms latencies in nanoseconds by what was timed
 * @param groups how many appends each force covered, where that was recorded
 */
public record Measurement(
    double seconds,
    long records,
    long bytes,
    Map<String, Double> extras,
    Map<String, Histogram> histograms,
    GroupSizes groups) {
  private static final String EXTRA = "extra.";
  private static final String HISTOGRAM = "histogram.";
  private static final String GROUPS = "groups";

  /** Copies the maps. */
  public Measurement {
    extras = Map.copyOf(extras);
    histograms = Map.copyOf(histograms);
  }

  /** A measurement without further figures. */
  public static Measurement of(double seconds, long records, long bytes) {
    return new Measurement(seconds, records, bytes, Map.of(), Map.of(), GroupSizes.NONE);
  }

  /** The same with one more figure. */
  public Measurement with(String name, double value) {
    Map<String, Double> more = new TreeMap<>(extras);
    more.put(name, value);
    return new Measurement(seconds, records, bytes, more, histograms, groups);
  }

  /** The same with one more count; whole up to 2^53. */
  public Measurement with(String name, long count) {
    return with(name, (double) count);
  }

  /** The same with one more histogram. */
  public Measurement with(String name, Histogram histogram) {
    Map<String, Histogram> more = new TreeMap<>(histograms);
    more.put(name, histogram);
    return new Measurement(seconds, records, bytes, extras, more, groups);
  }

  /** The same with recorded groups. */
  public Measurement with(GroupSizes sizes) {
    return new Measurement(seconds, records, bytes, extras, histograms, sizes);
  }

  /** As one line of {@code name=value} fields divided by tabs. */
  public String encode() {
    StringBuilder line = new StringBuilder();
    line.append("seconds=").append(seconds).append("\trecords=").append(records).append("\tbytes=").append(bytes);
    new TreeMap<>(extras).forEach((name, value) -> line.append('\t').append(EXTRA + name + "=").append(value));
    new TreeMap<>(histograms)
        .forEach((name, histogram) -> line.append('\t').append(HISTOGRAM + name + "=").append(base64(histogram)));
    if (!groups.isEmpty()) {
      line.append('\t').append(GROUPS).append('=').append(groups);
    }
    return line.toString();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static Measurement decode(String line) {
    double seconds = 0;
    long records = 0;
    long bytes = 0;
    Map<String, Double> extras = new TreeMap<>();
    Map<String, Histogram> histograms = new TreeMap<>();
    GroupSizes groups = GroupSizes.NONE;
    for (String field : line.split("\t", -1)) {
      int equals = field.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("a measurement's field without a value: " + field);
      }
      String name = field.substring(0, equals);
      String value = field.substring(equals + 1);
      if (name.startsWith(EXTRA)) {
        extras.put(name.substring(EXTRA.length()), Double.parseDouble(value));
      } else if (name.startsWith(HISTOGRAM)) {
        histograms.put(name.substring(HISTOGRAM.length()), histogram(value));
      } else {
        switch (name) {
          case "seconds" -> seconds = Double.parseDouble(value);
          case "records" -> records = Long.parseLong(value);
          case "bytes" -> bytes = Long.parseLong(value);
          case GROUPS -> groups = GroupSizes.parse(value);
          default -> throw new IllegalArgumentException("an unknown field of a measurement: " + name);
        }
      }
    }
    return new Measurement(seconds, records, bytes, extras, histograms, groups);
  }

  private static String base64(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int size = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().withoutPadding().encodeToString(Arrays.copyOf(buffer.array(), size));
  }

  private static Histogram histogram(String base64) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("a histogram that cannot be read", e);
    }
  }
}
