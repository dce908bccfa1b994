package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Appends and fetches allocate nothing in steady state. */
class HotPathTest {
  private static final int WARM_UP = 100_000;
  private static final int MEASURED = 100_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path area;
  private long appended; // by BUFFERED appends, so on the thread of the test
  private final AcceptedAppend completion = (_, _) -> appended++;

  @BeforeEach
  void allocationIsMeasured() {
    assertTrue(THREADS.isThreadAllocatedMemoryEnabled());
  }

  private StorageEngine open() {
    StorageConfig config = StorageConfig.defaults().with(StorageKeys.FILE_SIZE_BYTES, 64L << 20);
    return new RocketStyleProvider().open(area.resolve("store"), config, EngineResources.create());
  }

  @Test
  void anAppendAllocatesLessThanAByte() {
    anAppendAllocatesLessThanAByteOf(TestStore.batch("value"));
  }

  @Test
  void anAppendFromDirectMemoryAllocatesLessThanAByte() {
    ByteBufAllocator unobserved = new UnpooledByteBufAllocator(true, true); // the leak detector records every access
    ByteBuf batch = unobserved.directBuffer().writeBytes(TestStore.batch("value"));
    anAppendAllocatesLessThanAByteOf(batch);
    batch.release();
  }

  private void anAppendAllocatesLessThanAByteOf(ByteBuf batch) {
    try (StorageEngine engine = open()) {
      PartitionLog log = TestStore.partition(engine, 0);
      append(log, batch, WARM_UP);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      append(log, batch, MEASURED);
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertEquals(WARM_UP + MEASURED, appended);
      assertTrue(allocated <= MEASURED, allocated + " bytes for " + MEASURED + " appends");
    }
  }

  @Test
  void aFetchAllocatesLessThanAByte() {
    try (StorageEngine engine = open()) {
      PartitionLog log = TestStore.partition(engine, 0);
      append(log, TestStore.batch("value"), 10_000);
      long bytes = fetch(log, WARM_UP);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      assertEquals(bytes, fetch(log, MEASURED));
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated <= MEASURED, allocated + " bytes for " + MEASURED + " fetches");
    }
  }

  private void append(PartitionLog log, ByteBuf batch, int count) {
    for (int i = 0; i < count; i++) {
      log.append(batch, AppendOptions.BUFFERED, completion);
    }
  }

  private static long fetch(PartitionLog log, int count) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      FetchResult fetched = (FetchResult) log.read(i % 9_000, 4096, ReadOptions.LOG_END);
      bytes += fetched.sizeBytes();
      fetched.release();
    }
    return bytes;
  }
}
