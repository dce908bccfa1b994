package io.duolog.conformance.systemcalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duolog.conformance.process.Providers;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TransferMode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel sees of a catch-up read (R4): which calls carry the bytes, and that nothing is read beside them. */
class TransferSystemCallsTest {
  private static final int BATCHES = 24_000;
  private static final int VALUE_BYTES = 1_024;
  private static final long FILE_SIZE_BYTES = 16 * 1024 * 1024;
  private static final long MOST_READ_PERCENT = 2;

  @TempDir private Path area;

  @BeforeAll
  static void requireTracing() {
    assumeTrue(Trace.isPossible(), "skipped: strace is missing, or may not trace");
  }

  @Test
  void r4_kafkaStyleBytesLeaveBySendfile() throws IOException, InterruptedException {
    Path store = fill("kafka-style");
    assertSentBySendfile(store, serve("kafka-style", store, TransferMode.ENGINE));
    assertThrows(
        AssertionError.class, () -> assertSentBySendfile(store, serve("kafka-style", store, TransferMode.COPY)));
  }

  @Test
  void r4_rocketStyleBytesLeaveByGatheringWrites() throws IOException, InterruptedException {
    Path store = fill("rocket-style");
    assertSentByGathering(store, serve("rocket-style", store, TransferMode.ENGINE));
    assertThrows(
        AssertionError.class, () -> assertSentByGathering(store, serve("rocket-style", store, TransferMode.COPY)));
  }

  private static void assertSentBySendfile(Path store, Trace trace) {
    System.out.println("kafka-style: " + trace);
    assertEquals(trace.said("sent"), trace.sendfileBytes(store), trace::toString);
    assertNothingElseWasMoved(store, trace);
  }

  private static void assertSentByGathering(Path store, Trace trace) {
    System.out.println("rocket-style: " + trace);
    assertEquals(trace.said("sent"), trace.gatheredBytes(), trace::toString);
    assertTrue(trace.gatheringCalls() <= trace.said("calls"), trace::toString);
    assertNothingElseWasMoved(store, trace);
  }

  private static void assertNothingElseWasMoved(Path store, Trace trace) {
    assertEquals(0, trace.said("copied"), trace::toString);
    long most = trace.said("sent") * MOST_READ_PERCENT / 100;
    assertTrue(trace.readBytes(store) <= most, () -> trace.readBytes(store) + " bytes were read: " + trace);
  }

  private Trace serve(String engine, Path store, TransferMode mode) throws IOException, InterruptedException {
    return Trace.of(
        area.resolve("trace-" + mode), ServingChild.class, List.of(engine, store.toString(), mode.name()));
  }

  private Path fill(String engineName) throws IOException {
    Path store = area.toRealPath().resolve("store");
    StorageProvider provider = Providers.named(engineName);
    StorageConfig config = StorageConfig.defaults().with(StorageKeys.FILE_SIZE_BYTES, FILE_SIZE_BYTES);
    try (StorageEngine engine = provider.open(store, config, EngineResources.create())) {
      PartitionLog log =
          engine.partitions().create(new PartitionSpec(new PartitionIdentity(new UUID(1, 1), 0), ServingChild.NAME));
      ByteBuf batch = Unpooled.buffer();
      new RecordBatchBuilder().append(1, null, new byte[VALUE_BYTES]).buildInto(batch);
      for (int i = 0; i < BATCHES; i++) {
        log.append(batch, AppendOptions.BUFFERED);
      }
    }
    return store;
  }
}
