package io.duolog.bench.payload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Makes values of one size: the first part random, the rest one repeated byte. Stateless, the same at every call. */
final class SizedPayload {
  private static final int MOST_VALUES = 1024;
  private static final int MOST_BYTES = 8 << 20;
  private static final int FEWEST_VALUES = 32;
  private static final long SEED = 0x6475_6f6c_6f67L;

  private SizedPayload() {}

  static Payload make(int sizeBytes, double compressibility) {
    SplittableRandom random = new SplittableRandom(SEED);
    int count = Math.max(FEWEST_VALUES, Math.min(MOST_VALUES, MOST_BYTES / sizeBytes));
    int constantFrom = sizeBytes - (int) Math.round(sizeBytes * compressibility);
    List<byte[]> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[sizeBytes];
      random.nextBytes(value);
      Arrays.fill(value, constantFrom, sizeBytes, (byte) 'x');
      values.add(value);
    }
    String name = String.format(Locale.ROOT, "made, %d bytes, %.0f %% constant", sizeBytes, compressibility * 100);
    return new Payload(
        values, new Payload.Source(name, count, (long) count * sizeBytes, sizeBytes, sizeBytes, sizeBytes));
  }
}
