package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.faults.ObservedDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendAck;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.EngineResources;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ResourceLimit;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** What is left to do after something failed: for who waits, for the next opening, for the next recovery. */
@Timeout(60)
final class FailureEndTest {
  @TempDir Path temporary;

  private static boolean isForce(DiskCall call) {
    return call.operation() == DiskOperation.FORCE && call.fileName().endsWith(".log");
  }

  @Test
  void C5_whatAFailedForceLostIsWrittenAnewBeforeItIsShown() throws IOException {
    LosingDisk disk = new LosingDisk();
    Path store = temporary.resolve("store");
    KafkaStyleEngine engine = TestStore.open(disk, store);
    PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
    log.append(Batches.of(1, 0, 100), AppendOptions.SYNCED);
    for (int i = 0; i < 40; i++) {
      log.append(Batches.of(1, 0, 900), AppendOptions.BUFFERED); // more than one segment
    }
    disk.loseNext();
    assertThrows(StorageFailedException.class, () -> log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
    assertThrows(StorageException.class, engine::close);
    try (KafkaStyleEngine again = TestStore.open(disk, store)) {
      PartitionLog found = again.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
      assertEquals(found.offsets().logEnd(), TestStore.baseOffsets(found, 0, 4000).size());
      try (var files = Files.list(store.resolve("orders-0"))) {
        for (Path file : files.filter(one -> one.toString().endsWith(".log")).toList()) {
          int size = (int) TestStore.size(file);
          assertEquals(size, disk.durableBytes(file, size), () -> file + " shows bytes that are not on the device");
        }
      }
    }
  }

  @Test
  void C1_aRecoveryThatDiesBetweenCuttingAndDiscardingEndsTheSame() throws IOException {
    Path image = temporary.resolve("image");
    FailingDisk holding = new FailingDisk(new SystemDisk());
    try (KafkaStyleEngine engine = TestStore.open(holding, temporary.resolve("store"));
        FailingDisk.Hold hold = holding.hold(FailureEndTest::isForce)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      for (int i = 0; i < 40; i++) {
        log.append(Batches.of(1, 0, 900), AppendOptions.BUFFERED);
      }
      TestStore.copy(temporary.resolve("store"), image);
      hold.release();
    }
    Path first = image.resolve("orders-0/00000000000000000000.log");
    Files.write(first, new byte[50], StandardOpenOption.APPEND);
    List<Long> ends = new ArrayList<>();
    for (int step = 1; step <= 5; step++) {
      Path copy = temporary.resolve("copy" + step);
      TestStore.copy(image, copy);
      FailingDisk disk = new FailingDisk(new SystemDisk());
      disk.fail(
          call ->
              call.fileName().endsWith(".log")
                  && (call.operation() == DiskOperation.TRUNCATE || call.operation() == DiskOperation.DELETE),
          step,
          FailingDisk::inputOutputError);
      try {
        TestStore.open(disk, copy).close();
      } catch (StorageException e) {
        assertTrue(step < 4, "two later segments go, one is cut");
      }
      try (KafkaStyleEngine engine = TestStore.open(copy)) {
        PartitionLog log = engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
        ends.add(log.offsets().logEnd());
      }
    }
    assertEquals(List.of(16L, 16L, 16L, 16L, 16L), ends);
  }

  /** Counts down when it was told; throws if it is to. */
  private static final class Told implements AppendCompletion {
    private final CountDownLatch isTold = new CountDownLatch(1);
    private final AtomicReference<@Nullable StorageException> fault = new AtomicReference<>();
    private final Runnable then;

    Told(Runnable then) {
      this.then = then;
    }

    @Override
    public void appended(long baseOffset, long lastOffset) {
      isTold.countDown();
      then.run();
    }

    @Override
    public void rejected(AppendRejection rejection) {
      isTold.countDown();
    }

    @Override
    public void failed(StorageException cause) {
      fault.set(cause);
      isTold.countDown();
    }
  }

  @Test
  void A9_aCompletionMayAppendAndWaitForAForce() throws InterruptedException, ExecutionException, TimeoutException {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      CompletableFuture<Long> nested = new CompletableFuture<>();
      Told told = new Told(() -> nested.complete(log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED)));
      log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED, told);
      assertEquals(1, nested.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void A9_anErrorInACompletionHangsNobody() throws InterruptedException, ExecutionException, TimeoutException {
    FailingDisk disk = new FailingDisk(new SystemDisk());
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      CompletableFuture<AppendAck> last;
      try (FailingDisk.Hold hold = disk.hold(FailureEndTest::isForce)) {
        log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED, new Told(() -> {}));
        hold.awaitReached();
        for (int i = 0; i < 5; i++) {
          log.append(
              Batches.of(1, 0, 10),
              AppendOptions.SYNCED,
              new Told(
                  () -> {
                    throw new AssertionError("of a completion");
                  }));
        }
        last = log.appendAsync(Batches.of(1, 0, 10), AppendOptions.SYNCED).toCompletableFuture();
      }
      assertEquals(6, last.get(20, TimeUnit.SECONDS).baseOffset());
      assertEquals(7, log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
    }
  }

  /** Ends the chosen force with an error that is no exception. */
  private static final class ErringDisk extends ObservedDisk {
    private volatile boolean isErring;

    ErringDisk() {
      super(new SystemDisk());
    }

    @Override
    protected void before(DiskCall call) {
      if (isErring && isForce(call)) {
        isErring = false;
        throw new InternalError("of a force");
      }
    }
  }

  @Test
  void D3_anErrorOnAForceThreadFailsThePartitionAndNoOther()
      throws InterruptedException, ExecutionException, TimeoutException {
    ErringDisk disk = new ErringDisk();
    KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"));
    PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
    for (int i = 0; i < 4; i++) { // more than there are force threads
      PartitionLog failing = engine.partitions().create(TestStore.spec("failing" + i, 0));
      disk.isErring = true;
      Told told = new Told(() -> {});
      failing.append(Batches.of(1, 0, 10), AppendOptions.SYNCED, told);
      assertTrue(told.isTold.await(20, TimeUnit.SECONDS));
      assertInstanceOf(StorageFailedException.class, told.fault.get());
    }
    assertEquals(
        0,
        log.appendAsync(Batches.of(1, 0, 10), AppendOptions.SYNCED)
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS)
            .baseOffset());
    assertThrows(StorageException.class, engine::close);
  }

  @Test
  void V5_anErrorInAListenerSilencesNoOther() throws InterruptedException {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      engine.subscribe(
          new EngineEvents() {
            @Override
            public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
              throw new AssertionError("of a listener");
            }
          });
      CountDownLatch isTold = new CountDownLatch(1);
      engine.subscribe(
          new EngineEvents() {
            @Override
            public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
              isTold.countDown();
            }
          });
      assertThrows(AssertionError.class, () -> log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED));
      assertEquals(1, log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED));
      assertTrue(isTold.await(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void A4_aSyncedAppendNeedsNoDescriptorForItsForce() {
    EngineResources one = EngineResources.create();
    EngineResources resources =
        new EngineResources(one.clock(), one.mappings(), new ResourceLimit("descriptors", 2), one.forceThreads());
    try (KafkaStyleEngine engine =
        KafkaStyleEngine.open(new SystemDisk(), temporary.resolve("store"), TestStore.SMALL, resources)) {
      PartitionLog first = engine.partitions().create(TestStore.spec("first", 0));
      PartitionLog second = engine.partitions().create(TestStore.spec("second", 0));
      first.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED);
      second.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED); // both hold a descriptor until they are forced
      PartitionLog third = engine.partitions().create(TestStore.spec("third", 0));
      assertThrows(StorageException.class, () -> third.append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
      assertEquals(0, third.offsets().logEnd(), "who finds no descriptor leaves no trace");
      assertEquals(1, first.append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
      assertEquals(0, third.append(Batches.of(1, 0, 10), AppendOptions.SYNCED), "a forced file may be closed");
      assertEquals(1, second.append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
    }
  }

  @Test
  void F2_aCloseWaitsForACreationThatIsUnderWay() throws InterruptedException {
    FailingDisk disk = new FailingDisk(new SystemDisk());
    KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"));
    Thread closer;
    CompletableFuture<PartitionLog> creating;
    try (FailingDisk.Hold hold =
        disk.hold(call -> call.is(DiskOperation.RENAME, "orders-0"))) {
      creating =
          CompletableFuture.supplyAsync(() -> engine.partitions().create(TestStore.spec("orders", 0)));
      hold.awaitReached();
      closer = Thread.ofPlatform().start(engine::close);
      closer.join(100);
      assertTrue(closer.isAlive(), "the close waits");
    }
    closer.join();
    assertEquals("orders-0", creating.join().descriptor().name().toString());
    assertThrows(EngineClosedException.class, () -> engine.partitions().create(TestStore.spec("more", 0)));
    try (KafkaStyleEngine again = TestStore.open(temporary.resolve("store"))) {
      assertEquals(1, again.partitions().list().size());
    }
  }

  @Test
  void C6_partitionsAreRecoveredSideBySide() throws IOException, InterruptedException {
    Path image = temporary.resolve("image");
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      for (String topic : List.of("first", "second", "third")) {
        engine.partitions().create(TestStore.spec(topic, 0)).append(Batches.of(2, 0, 10), AppendOptions.BUFFERED);
      }
      TestStore.copy(temporary.resolve("store"), image);
    }
    FailingDisk disk = new FailingDisk(new SystemDisk());
    CompletableFuture<KafkaStyleEngine> opening;
    try (FailingDisk.Hold first = disk.hold(call -> isForce(call) && call.path().toString().contains("first-0"));
        FailingDisk.Hold second = disk.hold(call -> isForce(call) && call.path().toString().contains("second-0"))) {
      opening = CompletableFuture.supplyAsync(() -> TestStore.open(disk, image));
      first.awaitReached();
      second.awaitReached();
    }
    try (KafkaStyleEngine engine = opening.join()) {
      assertEquals(3, engine.recoveryReport().recoveredBatches());
      for (String topic : List.of("first", "second", "third")) {
        PartitionLog log = engine.partitions().find(TestStore.spec(topic, 0).name()).orElseThrow();
        assertEquals(2, log.offsets().durable());
      }
    }
  }
}
