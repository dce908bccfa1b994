package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.EngineResources;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recovery that ends at any of its file operations leaves a store that the next one recovers to the same state. */
class FailedRecoveryTest {
  private static final Set<DiskOperation> READING =
      Set.of(DiskOperation.OPEN, DiskOperation.READ, DiskOperation.LIST, DiskOperation.MAP);

  @TempDir Path area;

  @Test
  void c1_f1_aRecoveryThatFailsAtAnyStepIsRepeatedToTheSameEnd() throws IOException {
    Path image = image();
    List<List<String>> whole = recovered(TestStore.copy(image, area.resolve("whole")));
    boolean hasFailed = true;
    for (int step = 1; hasFailed; step++) {
      Path store = TestStore.copy(image, area.resolve("store-" + step));
      hasFailed = failsAt(store, step);
      assertEquals(whole, recovered(store), "after a failure at step " + step);
      assertTrue(step < 200, "recovery has more steps than any recovery should");
    }
  }

  @Test
  void c1_f1_aRebuildOfTheWholeQueueThatFailsAtAnyStepIsRepeatedToTheSameEnd() throws IOException {
    Path image = image();
    TestStore.open(image).close();
    List<List<String>> whole = recovered(TestStore.copy(image, area.resolve("whole")));
    Files.delete(image.resolve("consumequeue").resolve("00000000000000000000"));
    boolean hasFailed = true;
    for (int step = 1; hasFailed; step++) {
      Path store = TestStore.copy(image, area.resolve("store-" + step));
      hasFailed = failsAt(store, step);
      assertEquals(0, repairedPages(store), "half a queue was used after a failure at step " + step);
      assertEquals(whole, recovered(store), "after a failure at step " + step);
      assertTrue(step < 200, "recovery has more steps than any recovery should");
    }
  }

  /** Pages that are found damaged by reading everything after the next opening; it is done on a copy. */
  private long repairedPages(Path store) throws IOException {
    Path copy = TestStore.copy(store, area.resolve(store.getFileName() + "-copy"));
    try (StorageEngine engine = TestStore.open(copy)) {
      for (int partition = 0; partition < 2; partition++) {
        TestStore.values(TestStore.partition(engine, partition));
      }
      return engine.stats().others().getOrDefault("repaired.queue.pages.count", -1L);
    }
  }

  /** A store with a skipped reservation, a damaged frame behind it, and files behind that. */
  private Path image() throws IOException {
    Path store = area.resolve("source");
    Path image = area.resolve("image");
    try (StorageEngine engine = TestStore.open(store)) {
      for (int i = 0; i < 300; i++) {
        TestStore.append(TestStore.partition(engine, i % 2), "value-" + i);
      }
      TestStore.copy(store, image);
    }
    StoredLog log = StoredLog.read(image);
    log.unpublish(log.frames().get(6)).flip(log.frames().get(20) + 150).write();
    return image;
  }

  /** Opens a store on a disk that fails from one changing operation on; returns whether the opening failed. */
  private static boolean failsAt(Path store, int step) {
    AtomicInteger calls = new AtomicInteger();
    FailingDisk disk = new FailingDisk(new SystemDisk());
    disk.failAll(
        call -> !READING.contains(call.operation()) && calls.incrementAndGet() >= step,
        FailingDisk::inputOutputError);
    boolean hasOpened = false;
    EngineResources resources = EngineResources.create();
    try (StorageEngine engine = TestStore.open(store, disk, resources)) {
      hasOpened = engine.recoveryReport().kind() != RecoveryReport.Kind.NEW;
    } catch (StorageException e) {
      assertNotNull(e.getCause());
    }
    assertEquals(0, resources.mappings().used(), "mappings are left after step " + step);
    assertEquals(0, resources.descriptors().used());
    return !hasOpened;
  }

  private static List<List<String>> recovered(Path store) throws IOException {
    List<List<String>> contents = new ArrayList<>();
    try (StorageEngine engine = TestStore.open(store)) {
      for (int partition = 0; partition < 2; partition++) {
        contents.add(TestStore.values(TestStore.partition(engine, partition)));
      }
    }
    assertTrue(Files.exists(store.resolve("checkpoint")));
    return contents;
  }
}
