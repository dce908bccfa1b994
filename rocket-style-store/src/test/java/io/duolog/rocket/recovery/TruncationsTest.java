package io.duolog.rocket.recovery;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameOwner;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Bytes of the log that cannot be read may be a truncate frame, which drops batches before it. */
class TruncationsTest {
  private static final FrameOwner OWNER = new FrameOwner(1, 2, 3, 4);

  private final Truncations truncations = new Truncations();

  private static FrameImage frame(long position, int generation) {
    return new FrameImage().describe(FrameKind.BATCH, 100, OWNER, 1).place(position, generation, position);
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
}
