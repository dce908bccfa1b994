package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.CorruptException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens at the end of a file. */
class RollTest {
  private static final int FRAME_AND_BATCH = 80 + 61;
  private static final int RECORD_OVERHEAD = 9;
  private static final int FIRST_SPAN = 8136;

  @TempDir Path area;

  /** A value that makes a frame of exactly {@code spanBytes}. */
  private static String valueFor(int spanBytes) {
    return "v".repeat(spanBytes - FRAME_AND_BATCH - RECORD_OVERHEAD);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 72, 80, 88, 400})
  void aRestOfAnySizeIsSteppedOver(int rest) throws IOException {
    Path store = area.resolve("store");
    Path image = area.resolve("image");
    List<String> values = new ArrayList<>();
    try (StorageEngine engine = TestStore.open(store)) {
      PartitionLog log = TestStore.partition(engine, 0);
      values.add(valueFor(FIRST_SPAN));
      values.add(valueFor(TestStore.FILE_BYTES - FIRST_SPAN - rest));
      values.add(valueFor(FIRST_SPAN));
      for (String value : values) {
        TestStore.append(log, value);
      }
      assertEquals(values, TestStore.values(log));
      engine.sync();
      TestStore.append(log, "last");
      values.add("last");
      TestStore.copy(store, image);
    }
    for (Path directory : List.of(store, image)) {
      StoredLog first = StoredLog.read(directory);
      assertEquals(rest >= 80 ? 3 : 2, first.frames().size());
      for (int round = 0; round < 2; round++) {
        try (StorageEngine engine = TestStore.open(directory)) {
          assertEquals(values, TestStore.values(TestStore.partition(engine, 0)));
        }
      }
    }
  }

  @Test
  void r5_aDamagedBatchIsNamedAndThoseAroundItStayReadable() throws IOException {
    Path store = area.resolve("store");
    try (StorageEngine engine = TestStore.open(store)) {
      PartitionLog log = TestStore.partition(engine, 0);
      for (int i = 0; i < 5; i++) {
        TestStore.append(log, "value-" + i);
      }
    }
    int frame = StoredLog.read(store).frames().get(2);
    StoredLog.read(store).flip(frame + FRAME_AND_BATCH + 8).write();
    try (StorageEngine engine = TestStore.open(store)) {
      PartitionLog log = TestStore.partition(engine, 0);
      List<String> seen = new ArrayList<>();
      CorruptException damage = Damaged.walk(log, seen);
      assertEquals(List.of("value-0", "value-1", "value-3", "value-4"), seen);
      assertEquals(frame + 80, damage.location().position());
      assertTrue(String.valueOf(damage.getMessage()).contains("[2, 3)"), damage.getMessage());
      assertEquals(2, Damaged.verifiedEnd(log, 0));
      assertEquals(5, Damaged.verifiedEnd(log, 3));
    }
  }
}
