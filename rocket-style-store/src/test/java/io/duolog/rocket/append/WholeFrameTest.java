package io.duolog.rocket.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.rocket.AcceptedAppend;
import io.duolog.rocket.log.WriteMode;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.error.AbandonedAppendException;
import io.duolog.storage.error.StorageFailedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways of writing that take a batch before they give it a place. */
class WholeFrameTest {
  @TempDir Path area;

  /** Thread-safe. */
  private static final class Told implements AcceptedAppend {
    private final List<Long> offsets = new ArrayList<>();

    @Override
    public synchronized void appended(long baseOffset, long lastOffset) {
      offsets.add(baseOffset);
    }

    synchronized List<Long> offsets() {
      return List.copyOf(offsets);
    }
  }

  @Test
  void d3_v5_aWriteThatFailsIsToldWhenTheLockIsFree() throws Exception {
    Told told = new Told();
    try (OpenLog log = new OpenLog(area.resolve("store"), WriteMode.CHANNEL)) {
      Partition partition = log.partition(0);
      log.appender.append(partition, OpenLog.batch("first"), AppendOptions.BUFFERED, told);
      CompletableFuture<Boolean> gotLock = new CompletableFuture<>();
      log.health.follow(
          failure -> {
            Thread other = new Thread(() -> log.store.writing().tail().withoutAppends(() -> {}));
            other.start();
            try {
              gotLock.complete(other.join(Duration.ofSeconds(10)));
            } catch (InterruptedException e) {
              gotLock.completeExceptionally(e);
            }
          });
      log.store.log().files().files().getLast().endWriting();
      assertThrows(
          StorageFailedException.class,
          () -> log.appender.append(partition, OpenLog.batch("second"), AppendOptions.BUFFERED, told));
      assertTrue(gotLock.get(), "the follower was called under the reservation lock");
      assertEquals(List.of(0L), told.offsets());
    }
  }

  @Test
  void e2_aBatchWhosePublicationIsNotToldInFullIsCountedOnce() throws IOException {
    Told told = new Told();
    try (OpenLog log = new OpenLog(area.resolve("store"), WriteMode.POOL)) {
      Partition partition = log.partition(0);
      log.appender.afterAdvance(
          moved -> {
            throw new IllegalStateException("not expected");
          });
      log.appender.append(partition, OpenLog.batch("first"), AppendOptions.BUFFERED, told);
      log.appender.close();
      assertTrue(log.health.isFailed());
      assertEquals(1, log.appender.appended());
      assertEquals(List.of(0L), told.offsets());
    }
  }

  /** A force may have covered the frame by then, and told a synced append behind it. */
  @Test
  void d3_e2_anAppendThatCannotEndBehindItsWriteFailsTheStoreTyped() throws Exception {
    Told told = new Told();
    try (OpenLog log = new OpenLog(area.resolve("store"), WriteMode.CHANNEL)) {
      Partition partition = log.partition(0);
      log.appender.append(partition, OpenLog.batch("first"), AppendOptions.BUFFERED, told);
      PendingBatch pending = log.appender.prepare(partition, OpenLog.batch("written"), AppendOptions.BUFFERED);
      log.appender.reserve(partition, pending, AppendOptions.BUFFERED, told);
      pending.slot.clear();
      StorageFailedException failure =
          assertThrows(
              StorageFailedException.class,
              () -> log.appender.finish(partition, pending, AppendOptions.BUFFERED, told));
      assertInstanceOf(IllegalStateException.class, failure.getCause());
      pending.clear();
      assertSame(
          failure,
          assertThrows(
              StorageFailedException.class,
              () -> log.appender.append(partition, OpenLog.batch("later"), AppendOptions.BUFFERED, told)));
      assertEquals(List.of(0L), told.offsets());
      assertEquals(1, partition.logEnd());
    }
  }

  @ParameterizedTest
  @EnumSource(value = WriteMode.class, names = {"POOL", "CHANNEL"})
  void d2_aBufferThatGoesAwayCostsNobodyAPlace(WriteMode mode) throws IOException {
    Told told = new Told();
    try (OpenLog log = new OpenLog(area.resolve("store"), mode)) {
      Partition partition = log.partition(0);
      log.appender.append(partition, OpenLog.batch("first"), AppendOptions.BUFFERED, told);
      final long end = log.store.writing().tail().endPosition();
      Arena arena = Arena.ofShared();
      ByteBuf sound = OpenLog.largeBatch("gone");
      ByteBuffer memory = arena.allocate(sound.readableBytes()).asByteBuffer();
      memory.put(sound.nioBuffer()).flip();
      PendingBatch pending =
          log.appender.prepare(partition, Unpooled.wrappedBuffer(memory), AppendOptions.BUFFERED);
      arena.close();
      assertThrows(
          AbandonedAppendException.class,
          () -> log.appender.reserve(partition, pending, AppendOptions.BUFFERED, told));
      pending.clear();
      assertEquals(end, log.store.writing().tail().endPosition());
      assertEquals(1, log.appender.append(partition, OpenLog.batch("second"), AppendOptions.BUFFERED, told));
      log.store.writing().forces().await(log.store.writing().tail().endPosition());
      log.appender.awaitFlights();
      assertEquals(List.of(0L, 1L), told.offsets());
      assertEquals(2, partition.logEnd());
      assertEquals(0, log.appender.unsynced().bytes());
    }
  }

  private static void awaitParked(String threadName) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          while (Thread.getAllStackTraces().keySet().stream()
              .noneMatch(thread -> thread.getName().equals(threadName) && thread.getState() == Thread.State.WAITING)) {
            LockSupport.parkNanos(100_000);
          }
        });
  }

  /** What the roll left for the pool's thread is written, although nothing comes behind it. */
  @Test
  void d8_aBufferThatGoesAwayAtARollLetsNoSyncWait() throws Exception {
    Told told = new Told();
    try (OpenLog log = new OpenLog(area.resolve("store"), WriteMode.POOL)) {
      Partition partition = log.partition(0);
      ByteBuf sound = OpenLog.largeBatch("sound");
      while (log.store.writing().tail().endPosition() % OpenLog.LOG_FILE_BYTES
          < OpenLog.LOG_FILE_BYTES - sound.readableBytes()) {
        log.appender.append(partition, sound, AppendOptions.BUFFERED, told);
      }
      log.appender.awaitFlights();
      Arena arena = Arena.ofShared();
      ByteBuffer memory = arena.allocate(sound.readableBytes()).asByteBuffer();
      memory.put(sound.nioBuffer()).flip();
      PendingBatch pending =
          log.appender.prepare(partition, Unpooled.wrappedBuffer(memory), AppendOptions.BUFFERED);
      arena.close();
      awaitParked("test-pool");
      assertThrows(
          AbandonedAppendException.class,
          () -> log.appender.reserve(partition, pending, AppendOptions.BUFFERED, told));
      pending.clear();
      assertEquals(OpenLog.LOG_FILE_BYTES, log.store.writing().tail().endPosition());
      CompletableFuture<Void> sync =
          CompletableFuture.runAsync(() -> log.store.writing().forces().await(OpenLog.LOG_FILE_BYTES));
      sync.get(10, TimeUnit.SECONDS);
    }
  }
}
