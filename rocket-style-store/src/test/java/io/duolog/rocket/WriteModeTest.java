package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.rocket.log.WriteMode;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The three ways in which frames get into the log. */
class WriteModeTest {
  private static final int PARTITIONS = 3;
  private static final int APPENDS = 2_000;
  private static final String FIRST_FILE = "0".repeat(20); // others are forced when they are made

  @TempDir Path area;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());

  private StorageEngine open(String store, WriteMode mode) {
    return TestStore.open(area.resolve(store), disk, EngineResources.create(), mode);
  }

  private static boolean isLog(DiskCall call) {
    return call.path().toString().contains("commitlog");
  }

  /** Appends of many sizes, so that files roll with every kind of rest. */
  private static void fill(StorageEngine engine) {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < APPENDS; i++) {
      AppendOptions options = i % 200 == 0 ? AppendOptions.SYNCED : AppendOptions.BUFFERED;
      ByteBuf batch = TestStore.batch("x".repeat(random.nextInt(i % 50 == 0 ? 7_000 : 400)));
      TestStore.partition(engine, random.nextInt(PARTITIONS)).append(batch, options);
    }
  }

  private static List<List<String>> values(StorageEngine engine) {
    List<List<String>> values = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      values.add(TestStore.values(TestStore.partition(engine, i)));
    }
    return values;
  }

  @Test
  void theFilesOfTheLogAreTheSameByteForByte() throws IOException {
    List<byte[]> expected = new ArrayList<>();
    for (WriteMode mode : WriteMode.values()) {
      EngineResources resources = EngineResources.create().withClock(new ManualClock());
      Path store = area.resolve(mode.name());
      try (StorageEngine engine = TestStore.open(store, disk, resources, mode)) {
        fill(engine);
      }
      List<byte[]> files = new ArrayList<>();
      for (Path file : TestStore.logFiles(store)) {
        files.add(Files.readAllBytes(file));
      }
      if (expected.isEmpty()) {
        expected.addAll(files);
        assertTrue(files.size() > 30, "files: " + files.size());
      }
      assertEquals(expected.size(), files.size(), mode.name());
      for (int i = 0; i < files.size(); i++) {
        assertArrayEquals(expected.get(i), files.get(i), mode + ", file " + i);
      }
    }
  }

  @Test
  void aStoreGoesOnInAnotherMode() {
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (WriteMode mode : WriteMode.values()) {
        try (StorageEngine engine = open("store", mode)) {
          assertTrue(engine.recoveryReport().kind() != RecoveryReport.Kind.CRASHED);
          PartitionLog log = TestStore.partition(engine, 0);
          assertEquals(expected, TestStore.values(log));
          for (int i = 0; i < 30; i++) {
            expected.add(mode + " " + i + "y".repeat(i * 20));
            TestStore.append(log, expected.getLast());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void d1_whatIsAcknowledgedIsInTheFilesThatACrashLeaves(WriteMode mode) throws IOException {
    List<List<String>> acknowledged;
    Path image;
    try (StorageEngine engine = open("store", mode)) {
      fill(engine);
      acknowledged = values(engine);
      image = TestStore.copy(area.resolve("store"), area.resolve("image"));
    }
    for (WriteMode next : EnumSet.of(mode, WriteMode.MAPPING)) {
      Path again = TestStore.copy(image, area.resolve("again-" + next + "-of-" + mode));
      try (StorageEngine engine = TestStore.open(again, disk, EngineResources.create(), next)) {
        assertEquals(RecoveryReport.Kind.CRASHED, engine.recoveryReport().kind());
        assertEquals(acknowledged, values(engine));
        fill(engine);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = WriteMode.class, names = {"POOL", "CHANNEL"})
  void d1_anAppendIsNeitherAcknowledgedNorVisibleBeforeItIsWritten(WriteMode mode) throws Exception {
    try (StorageEngine engine = open("store", mode)) {
      PartitionLog log = TestStore.partition(engine, 0);
      PartitionLog other = TestStore.partition(engine, 1);
      TestStore.append(log, "first");
      CompletableFuture<Long> held;
      CompletableFuture<Long> behind;
      Path image;
      try (FailingDisk.Hold hold = disk.hold(call -> call.operation() == DiskOperation.WRITE && isLog(call))) {
        held = CompletableFuture.supplyAsync(() -> TestStore.append(log, "second"));
        hold.awaitReached();
        behind = CompletableFuture.supplyAsync(() -> TestStore.append(other, "third"));
        assertEquals(List.of("first"), TestStore.values(log));
        assertEquals(List.of(), TestStore.values(other));
        assertFalse(held.isDone() || behind.isDone());
        image = TestStore.copy(area.resolve("store"), area.resolve("image"));
      }
      disk.heal();
      assertEquals(1, held.get(10, TimeUnit.SECONDS));
      assertEquals(0, behind.get(10, TimeUnit.SECONDS));
      assertEquals(List.of("third"), TestStore.values(other));
      try (StorageEngine crashed = TestStore.open(image)) {
        assertEquals(List.of("first"), TestStore.values(TestStore.partition(crashed, 0)));
        assertEquals(List.of(), TestStore.values(TestStore.partition(crashed, 1)));
      }
    }
  }

  /** What stands in the file behind the written end may look like a frame: here the third one of an earlier life. */
  @Test
  @Timeout(60)
  void d2_aForceTakesNoStaleFrameForOneThatIsStillInThePool() throws Exception {
    EngineResources resources = EngineResources.create().withClock(new ManualClock());
    Path image;
    try (StorageEngine engine = TestStore.open(area.resolve("store"), disk, resources, WriteMode.MAPPING)) {
      for (int i = 0; i < 3; i++) {
        TestStore.append(TestStore.partition(engine, 0), "a".repeat(300));
      }
      image = TestStore.copy(area.resolve("store"), area.resolve("image"));
    }
    StoredLog stored = StoredLog.read(image);
    int stale = stored.frames().get(2);
    stored.flip(stored.frames().get(1) + 150).write();
    try (StorageEngine engine = TestStore.open(image, disk, resources, WriteMode.POOL)) {
      PartitionLog log = TestStore.partition(engine, 0);
      assertEquals(1, log.offsets().logEnd());
      log.append(TestStore.batch("b".repeat(300 - 80)), AppendOptions.SYNCED); // behind the cut's frame of 80 bytes
      assertEquals(stale, StoredLog.read(image).frames().get(3));
      FailingDisk.Hold hold = disk.hold(call -> call.operation() == DiskOperation.WRITE && isLog(call));
      ExecutorService thread = Executors.newSingleThreadExecutor();
      Future<Long> synced =
          thread.submit(() -> log.append(TestStore.batch("c".repeat(300)), AppendOptions.SYNCED));
      try (hold) {
        hold.awaitReached();
        assertThrows(TimeoutException.class, () -> synced.get(300, TimeUnit.MILLISECONDS));
        assertEquals(2, log.offsets().durable());
        disk.heal();
        try (FailingDisk.Hold force = disk.hold(call -> call.is(DiskOperation.FORCE, FIRST_FILE))) {
          hold.close();
          force.awaitReached(); // it needs one that begins after the write
          assertFalse(synced.isDone());
        }
      }
      disk.heal();
      assertEquals(2, synced.get(10, TimeUnit.SECONDS));
      assertEquals(3, log.offsets().durable());
      thread.shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource(value = WriteMode.class, names = {"POOL", "CHANNEL"})
  void d3_aFailedWriteIsFinal(WriteMode mode) {
    StorageEngine engine = open("store", mode);
    PartitionLog log = TestStore.partition(engine, 0);
    log.append(TestStore.batch("durable"), AppendOptions.SYNCED);
    disk.failAfterBytes(
        call -> call.operation() == DiskOperation.WRITE && isLog(call), 50, FailingDisk::inputOutputError);
    StorageFailedException first =
        assertThrows(StorageFailedException.class, () -> TestStore.append(log, "torn"));
    assertSame(first, assertThrows(StorageFailedException.class, () -> TestStore.append(log, "later")));
    assertEquals(List.of("durable"), TestStore.values(log));
    assertThrows(StorageException.class, engine::close);
    try (StorageEngine again = open("store", mode)) {
      assertEquals(List.of("durable"), TestStore.values(TestStore.partition(again, 0)));
      assertEquals(1, TestStore.append(TestStore.partition(again, 0), "next"));
    }
  }

  @ParameterizedTest
  @EnumSource(value = WriteMode.class, names = {"POOL", "CHANNEL"})
  void d3_aFailedForceOfTheChannelIsFinal(WriteMode mode) {
    StorageEngine engine = open("store", mode);
    PartitionLog log = TestStore.partition(engine, 0);
    log.append(TestStore.batch("durable"), AppendOptions.SYNCED);
    disk.fail(call -> call.is(DiskOperation.FORCE, FIRST_FILE), 1, FailingDisk::inputOutputError);
    StorageFailedException first =
        assertThrows(
            StorageFailedException.class, () -> log.append(TestStore.batch("lost"), AppendOptions.SYNCED));
    assertSame(first, assertThrows(StorageFailedException.class, engine::sync));
    assertEquals(List.of("durable"), TestStore.values(log));
    assertThrows(StorageException.class, engine::close);
  }

  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void e6_anInterruptedAppenderStopsNobody(WriteMode mode) {
    try (StorageEngine engine = open("store", mode)) {
      PartitionLog log = TestStore.partition(engine, 0);
      List<String> expected = new ArrayList<>();
      AppendOptions[] options = {AppendOptions.BUFFERED, AppendOptions.SYNCED};
      for (int i = 0; i < 40; i++) {
        String value = "value " + i;
        Thread.currentThread().interrupt();
        try {
          log.append(TestStore.batch(value), options[i % 2]);
          expected.add(value);
        } catch (StorageException e) {
          assertTrue(Thread.currentThread().isInterrupted(), "a failed one hands the interrupt back");
          Thread.interrupted();
          engine.sync();
          expected = new ArrayList<>(TestStore.values(log));
        }
        Thread.interrupted();
        TestStore.append(log, "after " + i);
        expected.add("after " + i);
      }
      assertEquals(expected, TestStore.values(log));
    }
  }

  @Test
  void e5_aFullPoolWaitsForItsThread() throws Exception {
    try (StorageEngine engine = open("store", WriteMode.POOL)) {
      PartitionLog log = TestStore.partition(engine, 0);
      CompletableFuture<Void> appends;
      int count = 20_000;
      AtomicInteger appended = new AtomicInteger();
      AcceptedAppend told = (_, _) -> appended.incrementAndGet();
      try (FailingDisk.Hold hold = disk.hold(call -> call.operation() == DiskOperation.WRITE && isLog(call))) {
        appends =
            CompletableFuture.runAsync(
                () -> {
                  ByteBuf batch = TestStore.batch("value");
                  for (int i = 0; i < count; i++) {
                    log.append(batch, AppendOptions.BUFFERED, told);
                  }
                });
        hold.awaitReached();
        assertThrows(TimeoutException.class, () -> appends.get(1, TimeUnit.SECONDS));
        assertEquals(0, log.offsets().logEnd());
      }
      disk.heal();
      appends.get(60, TimeUnit.SECONDS);
      engine.sync();
      assertEquals(count, log.offsets().durable());
      assertEquals(count, appended.get());
    }
  }

  /** 256 divides the pool's 8 MiB, so a frame ends where the memory does; one group would go over it. */
  @Test
  void aGroupEndsWhereTheMemoryOfThePoolDoes() throws Exception {
    StorageConfig config = StorageConfig.defaults().with("file.size.bytes", "33554432").with("write.mode", "pool");
    ByteBuf batch = TestStore.batch("x".repeat(256 - 80 - TestStore.batch("x".repeat(100)).readableBytes() + 100));
    assertEquals(256, batch.readableBytes() + 80);
    AtomicInteger appended = new AtomicInteger();
    AcceptedAppend told = (_, _) -> appended.incrementAndGet();
    int before = 24_000;
    int behind = 16_000;
    try (StorageEngine engine = new RocketStyleProvider(disk).open(area, config, EngineResources.create())) {
      PartitionLog log = TestStore.partition(engine, 0);
      for (int i = 0; i < before; i++) {
        log.append(batch, AppendOptions.BUFFERED, told);
      }
      engine.sync();
      try (FailingDisk.Hold hold = disk.hold(call -> call.operation() == DiskOperation.WRITE && isLog(call))) {
        for (int i = 0; i < behind; i++) {
          log.append(batch, AppendOptions.BUFFERED, told);
        }
        hold.awaitReached();
      }
      disk.heal();
      engine.sync();
      assertEquals(before + behind, appended.get());
      assertEquals(before + behind, TestStore.values(log).size());
    }
  }

  @ParameterizedTest
  @EnumSource(value = WriteMode.class, names = {"POOL", "CHANNEL"})
  void f2_onlyFilesThatAreWrittenKeepDescriptors(WriteMode mode) throws IOException {
    try (StorageEngine engine = open("store", mode)) {
      fill(engine);
      engine.sync();
      assertTrue(TestStore.logFiles(area.resolve("store")).size() > 30);
      assertTrue(openLogFiles() <= 2 * 4, "descriptors: " + openLogFiles());
    }
    assertEquals(0, openLogFiles());
  }

  @ParameterizedTest
  @EnumSource(value = WriteMode.class, names = {"POOL", "CHANNEL"})
  void f2_theMemoryThatFramesAreMadeInIsFreedByClose(WriteMode mode) {
    open("first", mode).close(); // this thread has buffers of its own from here on
    long before = directMemoryBytes();
    int stores = 8;
    for (int i = 0; i < stores; i++) {
      open("store-" + i, mode).close();
    }
    long kept = directMemoryBytes() - before;
    assertTrue(kept < stores / 2 * 8192L, "bytes kept: " + kept);
  }

  private static long directMemoryBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private long openLogFiles() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(this::isOfLog).count();
    }
  }

  private boolean isOfLog(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(area.resolve("store/commitlog").toRealPath());
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  @Test
  void e1_anUnknownModeIsRefusedWithTheKnownOnes() {
    StorageConfig config = StorageConfig.defaults().with("write.mode", "mmap");
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RocketStyleProvider().open(area.resolve("store"), config, EngineResources.create()));
    assertTrue(String.valueOf(refused.getMessage()).contains("[mapping, pool, channel]"), refused::getMessage);
  }
}
