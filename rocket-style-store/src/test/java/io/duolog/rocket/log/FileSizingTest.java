package io.duolog.rocket.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How the space that is there decides the size of files. */
class FileSizingTest {
  private static final int GIB = 1 << 30;
  private static final int MIB = 1 << 20;

  @Test
  void d6_aSizeThatFitsFourTimesStays() {
    assertEquals(GIB, FileSizing.fitting(GIB, MIB, 4L * GIB));
  }

  @Test
  void d6_aSizeThatDoesNotFitIsHalvedUntilItDoes() {
    assertEquals(GIB / 2, FileSizing.fitting(GIB, MIB, 4L * GIB - 1));
    assertEquals(GIB / 256, FileSizing.fitting(GIB, MIB, 4L * GIB / 256));
  }

  @Test
  void d6_aFileAlwaysHoldsTheLargestBatch() {
    assertEquals(MIB + 4096, FileSizing.fitting(GIB, MIB, 0));
    assertEquals(16 * 1024, FileSizing.fitting(MIB, 1024, 0));
  }
}
