package io.duolog.rocket.recovery;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameOwner;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes of the log that cannot be read may be a truncate frame, which drops batches before it. */
class TruncationsTest {
  private static final FrameOwner OWNER = new FrameOwner(1, 2, 3, 4);

  private final Truncations truncations = new Truncations();

  private static FrameImage frame(long position, int generation) {
    return frame(FrameKind.BATCH, position, generation);
  }

  private static FrameImage frame(FrameKind kind, long position, int generation) {
    return new FrameImage().describe(kind, 100, OWNER, 1).place(position, generation, position);
  }

  private void scan(int generationBefore, int generationBehind) {
    truncations.damaged(frame(0, generationBefore));
    truncations.unreadable(104, 208, new IOException("Input/output error"));
    truncations.damaged(frame(208, generationBehind));
  }

  @Test
  void c3_noGenerationBeginsWithoutNotice() {
    scan(1, 2);
    assertTrue(truncations.isDropped(frame(0, 1)));
    assertFalse(truncations.isDropped(frame(208, 2)));
  }

  @Test
  void c3_withinAGenerationNothingIsDropped() {
    scan(1, 1);
    assertFalse(truncations.isDropped(frame(0, 1)));
    assertFalse(truncations.isDropped(frame(208, 1)));
  }

  @Test
  void c3_whatCannotBeReadAtTheEndMayDropWhatIsBeforeIt() {
    truncations.damaged(frame(0, 1));
    truncations.unreadable(104, 208, new IOException("Input/output error"));
    assertTrue(truncations.isDropped(frame(0, 1)));
  }

  /** A recovery writes a cut frame and truncate frames of many partitions, one after the other. */
  @ParameterizedTest
  @EnumSource(names = {"CUT", "TRUNCATE"})
  void c3_anotherFrameOfTheSameRecoveryShowsNoTruncateFrameBehindIt(FrameKind kind) {
    truncations.damaged(frame(0, 1));
    truncations.marker(frame(FrameKind.CUT, 104, 2), FrameKind.CUT);
    truncations.marker(frame(kind, 208, 2), kind);
    truncations.unreadable(312, 416, new IOException("Input/output error"));
    truncations.damaged(frame(416, 2));
    assertTrue(truncations.isDropped(frame(0, 1)));
    assertFalse(truncations.isDropped(frame(416, 2)));
  }

  /** Such a frame may as well lie before the others. */
  @Test
  void c3_anotherFrameOfTheSameRecoveryShowsNoTruncateFrameBeforeIt() {
    truncations.damaged(frame(0, 1));
    truncations.unreadable(104, 208, new IOException("Input/output error"));
    truncations.marker(frame(FrameKind.TRUNCATE, 208, 2), FrameKind.TRUNCATE);
    truncations.damaged(frame(312, 2));
    assertTrue(truncations.isDropped(frame(0, 1)));
    assertFalse(truncations.isDropped(frame(312, 2)));
  }
}
