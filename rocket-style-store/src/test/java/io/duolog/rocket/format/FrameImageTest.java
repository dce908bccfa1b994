package io.duolog.rocket.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the two checksums of a frame cover. */
class FrameImageTest {
  @Test
  void everyChangedByteOfAPublishedHeaderIsFound() {
    byte[] frame = FormatExamples.frame();
    for (int i = 0; i < FrameLayout.IMAGE_SIZE_BYTES; i++) {
      byte[] damaged = frame.clone();
      damaged[i] ^= 0x40;
      FrameImage image = new FrameImage().load(ByteBuffer.wrap(damaged), 0);
      assertFalse(image.hasValidFrame(), "byte " + i);
    }
  }

  @Test
  void everyChangedByteOfAReservationIsFound() {
    byte[] reservation = FormatExamples.reservation();
    for (int i = 0; i < FrameLayout.RESERVATION_SIZE_BYTES; i++) {
      byte[] damaged = reservation.clone();
      damaged[i] ^= 0x01;
      FrameImage image = new FrameImage().load(ByteBuffer.wrap(damaged), 0);
      assertFalse(image.hasValidReservation(), "byte " + i);
    }
  }

  @Test
  void aReservationThatBecomesPaddingIsValidBeforeAndAfterItsFirstWordTurns() {
    ByteBuffer log = ByteBuffer.allocate(FrameLayout.HEADER_SIZE_BYTES);
    log.put(0, FormatExamples.reservation());
    FrameImage padding = new FrameImage().load(log, 0).becomePadding();
    padding.putRest(log, 0, false);
    FrameImage between = new FrameImage().load(log, 0);
    assertFalse(between.isPublished());
    assertTrue(between.hasValidReservation());
    log.putLong(FrameLayout.LENGTH_AT, padding.firstWord());
    FrameImage after = new FrameImage().load(log, 0);
    assertTrue(after.isPublished());
    assertTrue(after.hasValidFrame());
    assertEquals(Optional.of(FrameKind.PADDING), FrameKind.of(after.kindCode()));
    assertEquals(FormatExamples.GENERATION, after.generation());
    assertEquals(between.length(), after.length());
  }

  @Test
  void spansAreMultiplesOfEight() {
    assertEquals(80, FrameLayout.spanOf(80));
    assertEquals(88, FrameLayout.spanOf(81));
    assertEquals(88, FrameLayout.spanOf(88));
    assertEquals(144, FrameLayout.spanOf(FrameLayout.lengthOf(61)));
  }

  @Test
  void theCodesOfKindsStay() {
    assertEquals(1, FrameKind.BATCH.code());
    assertEquals(2, FrameKind.PADDING.code());
    assertEquals(3, FrameKind.CUT.code());
    assertEquals(4, FrameKind.TRUNCATE.code());
    assertEquals(5, FrameKind.TRIM.code());
    assertEquals(6, FrameKind.RESET.code());
    assertEquals(7, FrameKind.CREATE.code());
    assertEquals(8, FrameKind.DELETE.code());
    assertEquals(9, FrameKind.IMPORT.code());
    assertEquals(Optional.empty(), FrameKind.of(0));
    assertEquals(Optional.empty(), FrameKind.of(10));
  }
}
