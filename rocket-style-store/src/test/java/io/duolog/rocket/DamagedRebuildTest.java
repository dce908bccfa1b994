package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.CorruptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged frame below the durable watermark, in a store whose queue is gone: the log is all there is. */
class DamagedRebuildTest {
  private static final int COUNT = 40;

  @TempDir Path area;

  /** A closed store without a queue, whose frame {@code frame} has one changed byte. */
  private static Path damaged(Path store, int frame, int byteOfFrame) throws IOException {
    try (StorageEngine engine = TestStore.open(store)) {
      for (int i = 0; i < COUNT; i++) {
        TestStore.append(TestStore.partition(engine, i % 2), "value-" + i);
      }
    }
    StoredLog log = StoredLog.read(store);
    log.flip(log.frames().get(frame) + byteOfFrame).write();
    Files.delete(store.resolve("consumequeue").resolve("00000000000000000000"));
    return store;
  }

  /** The base offset of what a verified read of one batch returns. */
  private static long verified(PartitionLog log, long offset) {
    FetchResult fetched = (FetchResult) log.read(offset, 1, ReadOptions.LOG_END.verified());
    try {
      return fetched.nextOffset() - 1;
    } finally {
      fetched.release();
    }
  }

  /** In the header of the frame: length, position, owner; behind it: append time, header and payload of the batch. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 9, 21, 30, 59, 66, 74, 85, 100, 150})
  void c3_aDamagedFrameCostsItsOwnOffsetsOnly(int byteOfFrame) throws IOException {
    for (int frame : new int[] {0, 12, COUNT - 1}) {
      Path store = damaged(area.resolve("store-" + frame), frame, byteOfFrame);
      for (int round = 0; round < 2; round++) {
        try (StorageEngine engine = TestStore.open(store)) {
          assertEquals(round == 0, engine.recoveryReport().rebuiltFiles() > 0);
          check(TestStore.partition(engine, frame % 2), frame / 2);
          check(TestStore.partition(engine, 1 - frame % 2), -1);
          assertEquals(20, TestStore.partition(engine, 0).offsets().logEnd());
          assertFalse(round == 0 && engine.recoveryReport().warnings().isEmpty());
        }
      }
    }
  }

  private static void check(PartitionLog log, int damagedOffset) {
    for (int offset = 0; offset < COUNT / 2; offset++) {
      long asked = offset;
      if (offset == damagedOffset) {
        assertThrows(CorruptException.class, () -> verified(log, asked), "offset " + asked);
      } else {
        assertEquals(asked, verified(log, asked));
      }
    }
  }

  @Test
  void c3_appendsGoOnBehindTheDamage() throws IOException {
    Path store = damaged(area.resolve("store"), COUNT - 1, 9);
    try (StorageEngine engine = TestStore.open(store)) {
      assertEquals(20, TestStore.append(TestStore.partition(engine, 1), "new"));
    }
    try (StorageEngine engine = TestStore.open(store)) {
      assertEquals(20, verified(TestStore.partition(engine, 1), 20));
    }
  }
}
