package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.ResourceBudget;
import io.duolog.io.file.ResourceExhaustedException;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BlockingAppend;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.FetchResult;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.OffsetRange;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.SealedFile;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.InterruptedAppendException;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import io.duolog.storage.error.StorageFullException;
import io.duolog.storage.error.StorageIoException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FaultTest {
  @TempDir Path temporary;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());

  private static boolean isLog(DiskCall call) {
    return call.fileName().endsWith(".log");
  }

  private static boolean isForce(DiskCall call) {
    return call.operation() == DiskOperation.FORCE && isLog(call);
  }

  private static boolean isWrite(DiskCall call) {
    return (call.operation() == DiskOperation.WRITE || call.operation() == DiskOperation.APPEND) && isLog(call);
  }

  @Test
  void D3_aFailedForceIsFinalForItsPartitionAndForNoOther() {
    Path directory = temporary.resolve("store");
    KafkaStyleEngine engine = TestStore.open(disk, directory);
    List<StorageException> failures = new CopyOnWriteArrayList<>();
    engine.subscribe(
        new EngineEvents() {
          @Override
          public void failed(String domain, StorageException cause) {
            failures.add(cause);
          }
        });
    PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
    PartitionLog other = engine.partitions().create(TestStore.spec("others", 0));
    log.append(Batches.of(2, 0, 10), AppendOptions.SYNCED);
    log.append(Batches.of(3, 0, 10), AppendOptions.BUFFERED);
    disk.fail(FaultTest::isForce, 1, FailingDisk::inputOutputError);
    StorageFailedException failure =
        assertThrows(
            StorageFailedException.class, () -> log.append(Batches.of(4, 0, 10), AppendOptions.SYNCED));
    assertEquals(List.of(new OffsetRange(log.descriptor().identity(), 2, 9)), failure.lostRanges());
    assertEquals(List.of(failure), failures);
    assertSame(
        failure,
        assertThrows(
            StorageFailedException.class, () -> log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED)));
    assertEquals(new LogOffsets(0, 2, 0, 0, 2), log.offsets());
    assertEquals(List.of(0L), TestStore.baseOffsets(log, 0, 1000));
    assertEquals(new FetchOutcome.OutOfRange(3, 0, 2), log.read(3, 100, ReadOptions.LOG_END));
    assertEquals(0, other.append(Batches.of(1, 0, 10), AppendOptions.SYNCED), "the other partition goes on");
    assertThrows(StorageFailedException.class, engine::sync);
    assertThrows(StorageFailedException.class, engine::close);
    try (KafkaStyleEngine again = TestStore.open(directory)) {
      assertEquals(RecoveryReport.Kind.CRASHED, again.recoveryReport().kind());
      PartitionLog found = again.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
      assertTrue(found.offsets().logEnd() >= 2, "what was acknowledged is there");
    }
  }

  @Test
  void A3_appendsGoOnWhileAForceOfAnotherPartitionIsHeld()
      throws InterruptedException, ExecutionException, TimeoutException {
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog held = engine.partitions().create(TestStore.spec("held", 0));
      PartitionLog other = engine.partitions().create(TestStore.spec("others", 0));
      CompletableFuture<?> stage;
      try (FailingDisk.Hold hold =
          disk.hold(call -> isForce(call) && call.path().toString().contains("held-0"))) {
        stage = held.appendAsync(Batches.of(1, 0, 10), AppendOptions.SYNCED).toCompletableFuture();
        hold.awaitReached();
        assertEquals(0, other.append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
        assertEquals(1, held.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED), "the same one takes appends too");
        assertEquals(0, held.offsets().durable(), "a batch written after the force began is not covered by it");
      }
      stage.get(10, TimeUnit.SECONDS);
      assertEquals(1, held.offsets().durable());
    }
  }

  @Test
  void D2_anAppendThatComesDuringAForceWakesNobodyAndIsForcedNext()
      throws InterruptedException, ExecutionException, TimeoutException {
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      List<CompletableFuture<?>> stages = new ArrayList<>();
      try (FailingDisk.Hold hold = disk.hold(FaultTest::isForce)) {
        stages.add(log.appendAsync(Batches.of(1, 0, 10), AppendOptions.SYNCED).toCompletableFuture());
        hold.awaitReached();
        Thread idle = idleForceThread();
        long waits = waits(idle);
        for (int i = 0; i < 100; i++) {
          stages.add(log.appendAsync(Batches.of(1, 0, 10), AppendOptions.SYNCED).toCompletableFuture());
        }
        assertEquals(Thread.State.WAITING, idle.getState());
        assertEquals(waits, waits(idle), "how often it began to wait");
        assertEquals(0, log.offsets().durable());
      }
      for (CompletableFuture<?> stage : stages) {
        stage.get(10, TimeUnit.SECONDS);
      }
      assertEquals(101, log.offsets().durable());
    }
  }

  @Test
  void D2_aSegmentThatIsRolledDuringAForceWakesNobodyAndIsSealedNext()
      throws InterruptedException, ExecutionException, TimeoutException {
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      CompletableFuture<SealedFile> sealed = new CompletableFuture<>();
      engine.subscribe(
          new EngineEvents() {
            @Override
            public void sealed(SealedFile file) {
              sealed.complete(file);
            }
          });
      try (FailingDisk.Hold hold = disk.hold(FaultTest::isForce)) {
        log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED, new BlockingAppend());
        hold.awaitReached();
        Thread idle = idleForceThread();
        long waits = waits(idle);
        for (int i = 0; i < 40; i++) {
          log.append(Batches.of(1, 0, 1000), AppendOptions.BUFFERED);
        }
        assertEquals(Thread.State.WAITING, idle.getState());
        assertEquals(waits, waits(idle), "how often it began to wait");
      }
      assertEquals("00000000000000000000.log", String.valueOf(sealed.get(10, TimeUnit.SECONDS).path().getFileName()));
    }
  }

  /** One of the two force threads is in the force that is held, the other waits in the queue when it is returned. */
  private static Thread idleForceThread() {
    while (true) {
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        boolean isQueued = Arrays.stream(thread.getStackTrace()).anyMatch(at -> at.getMethodName().equals("take"));
        if (thread.getName().startsWith("store-force-") && isQueued && thread.getState() == Thread.State.WAITING) {
          return thread;
        }
      }
      Thread.onSpinWait();
    }
  }

  private static long waits(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadInfo(thread.threadId()).getWaitedCount();
  }

  @Test
  void D3_aFullDiskIsCutBackAndTheLogGoesOn() {
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED);
      Path file = temporary.resolve("store/orders-0/00000000000000000000.log");
      long size = TestStore.size(file);
      for (int written : new int[] {0, 1, 60, 61, 90}) {
        disk.failAfterBytes(FaultTest::isWrite, written, FailingDisk::full);
        assertThrows(StorageFullException.class, () -> log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED));
        assertEquals(size, TestStore.size(file), "the partial batch was cut off");
        disk.heal();
      }
      assertEquals(1, log.append(Batches.of(1, 0, 100), AppendOptions.SYNCED));
      assertEquals(List.of(0L, 1L), TestStore.baseOffsets(log, 0, 10_000));
    }
  }

  @Test
  void L1_theLargestTimeBehindAFailedForceIsNotSeen() {
    KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"));
    PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
    log.append(Batches.of(1, 100, 10), AppendOptions.SYNCED);
    log.append(Batches.of(1, 500, 10), AppendOptions.BUFFERED);
    disk.fail(FaultTest::isForce, 1, FailingDisk::inputOutputError);
    assertThrows(StorageFailedException.class, () -> log.append(Batches.of(1, 900, 10), AppendOptions.SYNCED));
    assertEquals(
        Optional.of(new OffsetAndTimestamp(0, 100, -1)), log.lookup(new TimestampQuery.MaxTimestamp()));
    assertThrows(StorageFailedException.class, engine::close);
  }

  @Test
  void E6_aCutThatAnInterruptEndsIsDoneAgain() {
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED);
      Path file = temporary.resolve("store/orders-0/00000000000000000000.log");
      long size = TestStore.size(file);
      disk.failAfterBytes(FaultTest::isWrite, 61, FailingDisk::full);
      disk.fail(
          call -> call.operation() == DiskOperation.TRUNCATE && isLog(call), 1, ClosedByInterruptException::new);
      assertThrows(StorageFullException.class, () -> log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED));
      assertEquals(size, TestStore.size(file), "the partial batch was cut off");
      disk.heal();
      assertEquals(1, log.append(Batches.of(1, 0, 100), AppendOptions.SYNCED));
    }
  }

  private static IOException exhausted() {
    ResourceBudget budget = new ResourceBudget(1, 1);
    try {
      budget.takeDescriptor();
      budget.takeDescriptor();
      throw new IllegalStateException("the budget is one descriptor");
    } catch (ResourceExhaustedException e) {
      return e;
    }
  }

  @Test
  void D3_aMissingDescriptorIsNoFailedForce() {
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED);
      disk.failAll(call -> call.operation() == DiskOperation.OPEN && isLog(call), FaultTest::exhausted);
      assertEquals(1, log.append(Batches.of(1, 0, 100), AppendOptions.SYNCED), "the appenders' channel serves");
      disk.heal();
      assertEquals(2, log.append(Batches.of(1, 0, 100), AppendOptions.SYNCED));
    }
  }

  @Test
  void C7_theLockFileIsRemovedLastWhereAMakingFails() {
    List<String> deleted = new CopyOnWriteArrayList<>();
    disk.failAll(
        call -> call.operation() == DiskOperation.DELETE && !deleted.add(call.fileName()), FailingDisk::full);
    disk.fail(call -> call.is(DiskOperation.RENAME, "meta.properties"), 1, FailingDisk::inputOutputError);
    assertThrows(StorageException.class, () -> TestStore.open(disk, temporary.resolve("store")));
    assertEquals(List.of(".lock", "store"), deleted.subList(deleted.size() - 2, deleted.size()));
  }

  @Test
  void F2_aCloseWithoutALimitEnds() {
    KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"));
    assertEquals(0, engine.close(Duration.ofSeconds(Long.MAX_VALUE)).heldResults());
  }

  @Test
  void D3_aFailedWriteIsFinal() {
    KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"));
    PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
    log.append(Batches.of(1, 0, 100), AppendOptions.SYNCED);
    disk.fail(FaultTest::isWrite, 1, FailingDisk::inputOutputError);
    assertThrows(StorageFailedException.class, () -> log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED));
    assertThrows(StorageFailedException.class, () -> log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED));
    assertEquals(List.of(0L), TestStore.baseOffsets(log, 0, 10_000));
    assertThrows(StorageFailedException.class, engine::close);
  }

  @Test
  void E6_anInterruptFailsOneAppendOnly() throws IOException {
    try (KafkaStyleEngine engine = TestStore.open(disk, temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED);
      Thread.currentThread().interrupt();
      assertThrows(
          InterruptedAppendException.class, () -> log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED));
      assertTrue(Thread.interrupted(), "the interrupt is handed back");
      assertEquals(1, log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED));
      Thread.currentThread().interrupt();
      assertThrows(StorageException.class, () -> TestStore.baseOffsets(log, 0, 1000));
      assertTrue(Thread.interrupted());
      assertEquals(2, log.append(Batches.of(1, 0, 100), AppendOptions.SYNCED));
      assertEquals(List.of(0L, 1L, 2L), TestStore.baseOffsets(log, 0, 1000));
    }
  }

  @Test
  void E6_anInterruptOfAReaderDoesNotDisturbAppends() throws InterruptedException {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(Batches.of(1, 0, 100), AppendOptions.SYNCED);
      Thread reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 300; i++) {
                      Thread.currentThread().interrupt();
                      assertThrows(StorageException.class, () -> log.read(0, 100, ReadOptions.LOG_END.verified()));
                      assertTrue(Thread.interrupted());
                    }
                  });
      for (int i = 1; reader.isAlive() || i < 300; i++) {
        BlockingAppend completion = BlockingAppend.armed();
        assertEquals(
            i,
            log.append(
                Batches.of(1, 0, 100), i % 3 == 0 ? AppendOptions.SYNCED : AppendOptions.BUFFERED, completion));
        completion.await();
      }
      reader.join();
      assertEquals(log.offsets().logEnd(), TestStore.baseOffsets(log, 0, 10_000).size());
    }
  }

  @Test
  void E6_anInterruptInTheFileIsNoErrorOfTheChannelThatTakesItsBytes() throws IOException {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(Batches.of(1, 0, 100), AppendOptions.BUFFERED);
      FetchResult result = (FetchResult) log.read(0, 1000, ReadOptions.LOG_END);
      WritableByteChannel target = new Taking();
      Thread.currentThread().interrupt();
      assertThrows(StorageIoException.class, () -> result.transferTo(target, TransferMode.ENGINE));
      assertTrue(Thread.interrupted());
      assertEquals(result.sizeBytes(), result.transferTo(target, TransferMode.ENGINE));
      result.release();
    }
  }

  /** A channel that takes everything and knows no interrupts. */
  private static final class Taking implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      int size = source.remaining();
      source.position(source.limit());
      return size;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
