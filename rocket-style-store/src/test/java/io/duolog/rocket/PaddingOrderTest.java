package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.ObservedDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.StorageEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order the two parts of a padding reach the device. */
class PaddingOrderTest {
  private static final int REST = 64;

  @TempDir Path area;

  @Test
  void c1_theRestOfAPaddingIsForcedBeforeItsFirstWordIsWritten() throws IOException {
    Path store = area.resolve("store");
    Path image = area.resolve("image");
    try (StorageEngine engine = TestStore.open(store)) {
      for (int i = 0; i < 20; i++) {
        TestStore.append(TestStore.partition(engine, i % 2), "value-" + i);
      }
      TestStore.copy(store, image);
    }
    StoredLog log = StoredLog.read(image);
    int skipped = log.frames().get(6);
    log.unpublish(skipped).write();
    Path file = TestStore.logFiles(image).getFirst();
    byte[] before = Files.readAllBytes(file);
    List<Boolean> restIsNew = new ArrayList<>();
    List<Boolean> isReserved = new ArrayList<>();
    ObservedDisk disk =
        new ObservedDisk(new SystemDisk()) {
          @Override
          protected void after(DiskCall call) throws IOException {
            if (call.operation() == DiskOperation.FORCE_MAPPING && call.path().equals(file)) {
              byte[] now = Files.readAllBytes(file);
              restIsNew.add(differs(before, now, skipped + REST));
              isReserved.add(ByteBuffer.wrap(now).getInt(skipped) < 0);
            }
          }
        };
    TestStore.open(image, disk).close();
    int ordered = 0;
    for (int i = 0; i < restIsNew.size(); i++) {
      ordered += restIsNew.get(i) && isReserved.get(i) ? 1 : 0;
    }
    assertTrue(ordered > 0, "no force stood between the two parts: " + restIsNew + ", " + isReserved);
    assertTrue(!isReserved.getLast());
  }

  private static boolean differs(byte[] before, byte[] now, int from) {
    for (int i = from; i < from + 12; i++) {
      if (before[i] != now[i]) {
        return true;
      }
    }
    return false;
  }
}
