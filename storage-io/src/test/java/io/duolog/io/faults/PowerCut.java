package io.duolog.io.faults;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Confined to one power cut. Decides what of the unforced survives it. */
final class PowerCut {
  private static final int SECTOR_BYTES = 512;

  private final @Nullable Random random;

  private PowerCut(@Nullable Random random) {
    this.random = random;
  }

  static PowerCut worst() {
    return new PowerCut(null);
  }

  static PowerCut random(Random random) {
    return new PowerCut(random);
  }

  /** How many of the unforced changes of a directory survive. */
  int survivingChanges(int count) {
    return random == null ? 0 : random.nextInt(count + 1);
  }

  /** What is left of a file: its size is the forced or the present one, each sector too, zeros where there was none. */
  byte[] survivingBytes(byte[] forced, byte[] present) {
    if (random == null) {
      return forced;
    }
    byte[] left = Arrays.copyOf(forced, random.nextBoolean() ? forced.length : present.length);
    for (int from = 0; from < left.length; from += SECTOR_BYTES) {
      int to = Math.min(Math.min(from + SECTOR_BYTES, left.length), present.length);
      if (from < to && random.nextBoolean()) {
        System.arraycopy(present, from, left, from, to - from);
      }
    }
    return left;
  }
}
