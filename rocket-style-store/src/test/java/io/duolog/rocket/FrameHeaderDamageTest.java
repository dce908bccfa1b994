package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every byte of a frame's header and of its batch's header is checked where bytes are checked at all: the frame's
 * checksum covers those that the batch's own leaves out, among them the leader epoch.
 */
class FrameHeaderDamageTest {
  private static final int HEADERS_BYTES = 80 + 61;
  private static final int COUNT = 100;
  private static final int LEADER_EPOCH_AT = 80 + 12;

  @TempDir Path area;

  private static Path store(Path store) throws IOException {
    try (StorageEngine engine = TestStore.open(store)) {
      for (int i = 0; i < COUNT; i++) {
        TestStore.append(TestStore.partition(engine, 0), "value-" + i);
      }
    }
    return store;
  }

  /** Every other frame of a store has another byte changed. */
  @Test
  void c8_r5_aVerifiedReadTellsOfEveryByteOfAHeaderThatIsDamaged() throws IOException {
    for (int first = 0; first < HEADERS_BYTES; first += COUNT / 2) {
      Path store = store(area.resolve("store-" + first));
      StoredLog log = StoredLog.read(store);
      List<Integer> frames = log.frames();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        int at = first + i / 2;
        boolean isDamaged = i % 2 == 1 && at < HEADERS_BYTES;
        expected.add(isDamaged ? Damaged.ANSWER : "value-" + i);
        if (isDamaged) {
          log.flip(frames.get(i) + at);
        }
      }
      log.write();
      try (StorageEngine engine = TestStore.open(store)) {
        assertEquals(expected, Damaged.answers(TestStore.partition(engine, 0)), "from byte " + first);
      }
    }
  }

  @Test
  void c8_r5_iteratingTellsOfADamagedLeaderEpochAndGoesOn() throws IOException {
    Path store = store(area.resolve("store"));
    StoredLog log = StoredLog.read(store);
    log.flip(log.frames().get(3) + LEADER_EPOCH_AT + 3).write();
    try (StorageEngine engine = TestStore.open(store)) {
      PartitionLog partition = TestStore.partition(engine, 0);
      List<String> seen = new ArrayList<>();
      assertNotNull(Damaged.walk(partition, seen));
      assertEquals(COUNT - 1, seen.size());
      assertEquals(3, Damaged.verifiedEnd(partition, 0));
    }
  }
}
