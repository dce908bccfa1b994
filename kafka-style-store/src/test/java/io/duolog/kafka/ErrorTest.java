package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineClock;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Errors that are no exceptions, as out of memory, on every thread and at every step that counts. */
@Timeout(60)
final class ErrorTest {
  @TempDir Path temporary;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());
  private final AtomicInteger errors = new AtomicInteger();
  private volatile String erringThread = "nobody";

  private final EngineClock clock = TestStore.clock(this::nanoTime);

  private long nanoTime() {
    if (Thread.currentThread().getName().endsWith(erringThread)) {
      erringThread = "nobody";
      errors.incrementAndGet();
      throw new LinkageError("of a test");
    }
    return System.nanoTime();
  }

  private KafkaStyleEngine open(long unsyncedBytes, long ageMillis) {
    StorageConfig config =
        TestStore.SMALL
            .with(StorageKeys.UNSYNCED_BYTES, unsyncedBytes)
            .with(StorageKeys.UNSYNCED_AGE_MS, ageMillis);
    return KafkaStyleEngine.open(
        disk, temporary.resolve("store"), config, EngineResources.create().withClock(clock));
  }

  private static void await(BooleanSupplier isReached) {
    for (int i = 0; i < 10_000 && !isReached.getAsBoolean(); i++) {
      LockSupport.parkNanos(1_000_000);
    }
    assertTrue(isReached.getAsBoolean());
  }

  @Test
  void D7_theFlusherGoesOnAfterAnError() {
    try (KafkaStyleEngine engine = open(0, 20)) {
      erringThread = "-flusher";
      await(() -> errors.get() == 1);
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED);
      await(() -> log.offsets().durable() == 1);
    }
  }

  @Test
  void D5_theUpkeepGoesOnAfterAnError() {
    AtomicInteger calls = new AtomicInteger();
    disk.fail(
        call -> Thread.currentThread().getName().endsWith("-upkeep") && calls.incrementAndGet() > 0,
        1,
        () -> {
          throw new LinkageError("of a test");
        });
    try (KafkaStyleEngine engine = open(0, 0)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED);
      await(() -> calls.get() > 1);
    }
  }

  @Test
  void D3_anErrorBetweenWriteAndPublicationFailsThePartitionTyped() {
    KafkaStyleEngine engine = open(1 << 20, 0);
    PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
    PartitionLog other = engine.partitions().create(TestStore.spec("others", 0));
    log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED);
    erringThread = Thread.currentThread().getName();
    StorageFailedException failure =
        assertThrows(
            StorageFailedException.class, () -> log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED));
    assertEquals(1, errors.get());
    assertEquals(0, engine.stats().unsyncedBytes(), "what is given up has left the window once");
    assertSame(
        failure,
        assertThrows(
            StorageFailedException.class, () -> log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED)));
    assertEquals(1, log.offsets().logEnd());
    assertEquals(0, other.append(Batches.of(1, 0, 10), AppendOptions.SYNCED), "the other partition goes on");
    assertEquals(0, engine.stats().unsyncedBytes());
    assertThrows(StorageException.class, engine::close);
  }

  private static boolean isWrite(DiskCall call) {
    return call.operation() == DiskOperation.WRITE && call.fileName().endsWith(".log");
  }

  private static IOException error() {
    throw new LinkageError("of a test");
  }

  @Test
  void A4_anErrorInsideAWriteLeavesNoTrace() {
    try (KafkaStyleEngine engine = open(1 << 20, 0)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED);
      Path file = temporary.resolve("store/orders-0/00000000000000000000.log");
      long size = TestStore.size(file);
      disk.failAfterBytes(ErrorTest::isWrite, 30, ErrorTest::error);
      assertThrows(LinkageError.class, () -> log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED));
      assertEquals(size, TestStore.size(file), "the partial batch was cut off");
      assertEquals(size, engine.stats().unsyncedBytes());
      assertEquals(1, log.append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
    }
    try (KafkaStyleEngine engine = open(1 << 20, 0)) {
      PartitionLog log = engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
      assertEquals(2, TestStore.baseOffsets(log, 0, 1000).size());
    }
  }
}
