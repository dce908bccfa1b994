package io.duolog.rocket.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.file.ResourceBudget;
import io.duolog.io.file.SystemDisk;
import io.duolog.io.mapped.MappedFile;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameOwner;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which bytes a force covers when frames are published out of order. */
class ForcePlanTest {
  private static final int LENGTH = 80 + 120;
  private static final FrameOwner OWNER = FrameOwner.of(1, new java.util.UUID(1, 2), 0);

  @TempDir Path area;
  private LogFile file;
  private CommitLog log;
  private ForcePlan plan;

  @BeforeEach
  void open() throws IOException {
    Path path = area.resolve("00000000000000000000");
    file = new LogFile(MappedFile.create(new SystemDisk(), new ResourceBudget(4, 4), path, 1 << 20), 0);
    log = new CommitLog(List.of(file));
    plan = new ForcePlan(log, 0, new ArrayDeque<>());
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void reserve(int frame) {
    FrameImage image = new FrameImage().describe(FrameKind.BATCH, LENGTH, OWNER, 1);
    image.place(LENGTH * (long) frame, 1, frame);
    image.putReservation(file.view(), LENGTH * frame);
    file.setLength(LENGTH * frame, -LENGTH);
  }

  private void publish(int frame) {
    file.setLength(LENGTH * frame, LENGTH);
  }

  private long forced(int frames) throws IOException {
    long bytes = plan.look((long) LENGTH * frames);
    plan.force();
    plan.done();
    return bytes;
  }

  @Test
  void d7_whatLiesBehindAHoleIsForcedAndCountedAndIsNotDurable() throws IOException {
    for (int frame = 0; frame < 4; frame++) {
      reserve(frame);
    }
    publish(0);
    publish(2);
    publish(3);
    assertTrue(plan.canAdvance(4 * LENGTH));
    assertEquals(3 * 120, forced(4));
    assertEquals(LENGTH, plan.durable(), "the hole is where durability ends");
    assertEquals(4 * LENGTH, plan.covered());
    assertFalse(plan.canAdvance(4 * LENGTH));
    assertEquals(0, forced(4), "nothing is counted twice");
    assertTrue(plan.isEmpty());
    publish(1);
    assertTrue(plan.canAdvance(4 * LENGTH));
    assertTrue(plan.hasPublishedHole());
    assertEquals(120, forced(4));
    assertEquals(4 * LENGTH, plan.durable());
  }

  @Test
  void d2_aFrameThatIsPublishedAfterTheLookIsNotCovered() throws IOException {
    reserve(0);
    reserve(1);
    publish(1);
    assertEquals(120, plan.look(2 * LENGTH));
    publish(0);
    plan.force();
    plan.done();
    assertEquals(0, plan.durable());
    assertEquals(120, forced(2));
    assertEquals(2 * LENGTH, plan.durable());
  }

  @Test
  void d2_d7_aHoleThatTurnsIntoPaddingBetweenLookAndForceIsForced() throws IOException {
    reserve(0);
    forced(1);
    publish(0);
    assertEquals(120, plan.look(LENGTH));
    file.setLength(0, -LENGTH);
    assertEquals(1, plan.force());
    publish(0);
  }

  @Test
  void d7_aFrameThatTurnsIntoPaddingDuringTheLookIsCountedWholeOrNotAtAll() throws InterruptedException {
    reserve(0);
    AtomicBoolean isOver = new AtomicBoolean();
    Thread turning =
        new Thread(
            () -> {
              while (!isOver.get()) {
                file.setLength(0, -LENGTH);
                publish(0);
              }
            });
    turning.start();
    Set<Long> counted = new TreeSet<>();
    try {
      while (counted.size() < 2) {
        counted.add(plan.look(LENGTH)); // until both have been seen, and then for a good while
      }
      for (int i = 0; i < 2_000_000; i++) {
        counted.add(plan.look(LENGTH));
      }
    } finally {
      isOver.set(true);
      turning.join();
    }
    assertEquals(Set.of(0L, 120L), counted);
  }

  @Test
  void d7_aFrameThatCrossesTheEndIsLeftAlone() {
    for (int frame = 0; frame < 4; frame++) {
      reserve(frame);
      publish(frame);
    }
    assertEquals(2 * 120, plan.look(2 * LENGTH + 8));
  }
}
