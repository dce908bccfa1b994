package io.duolog.conformance.systemcalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duolog.conformance.contract.RuleReporter;
import io.duolog.conformance.process.Providers;
import io.duolog.conformance.report.TestedEngine;
import io.duolog.conformance.rule.Rule;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel sees of a catch-up read (R4): which calls carry the bytes, and that nothing is read beside them. */
class TransferSystemCallsTest {
  private static final int BATCHES = 24_000;
  private static final int VALUE_BYTES = 1_024;
  private static final long FILE_SIZE_BYTES = 16 * 1024 * 1024;
  private static final long MOST_READ_PERCENT = 2;

  /** The two tests of one engine. */
  @ExtendWith(RuleReporter.class)
  abstract static class OfEngine implements TestedEngine {
    @TempDir Path area;

    @BeforeEach
    final void requireTracing() {
      assumeTrue(Trace.isPossible(), "strace is missing, or may not trace");
    }

    /** Asserts that all bytes left by the engine's own call, from the store, and by how many calls at most. */
    abstract void requireOwnPath(Path store, Trace trace);

    @Test
    @Rule({"R4.zero", "R4.calls"})
    void r4_bytesLeaveByTheEnginesOwnCallAlone() throws IOException, InterruptedException {
      Path store = fill();
      Trace trace = serve(store, TransferMode.ENGINE);
      System.out.println(engineName() + ": " + trace);
      requireOwnPath(store, trace);
      requireNothingElseMoved(store, trace);
    }

    @Test
    void r4_aCopyIsSeen() throws IOException, InterruptedException {
      Path store = fill();
      Trace trace = serve(store, TransferMode.COPY);
      assertThrows(AssertionError.class, () -> requireOwnPath(store, trace));
      assertThrows(AssertionError.class, () -> requireNothingElseMoved(store, trace));
    }

    private static void requireNothingElseMoved(Path store, Trace trace) {
      assertEquals(0, trace.said("copied"), trace::toString);
      long most = trace.said("sent") * MOST_READ_PERCENT / 100;
      assertTrue(trace.readBytes(store) <= most, () -> trace.readBytes(store) + " bytes were read: " + trace);
    }

    private Trace serve(Path store, TransferMode mode) throws IOException, InterruptedException {
      return Trace.of(
          area.resolve("trace-" + mode), ServingChild.class, List.of(engineName(), store.toString(), mode.name()));
    }

    private Path fill() throws IOException {
      Path store = area.toRealPath().resolve("store");
      StorageProvider provider = Providers.named(engineName());
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

  @Nested
  class KafkaStyle extends OfEngine {
    @Override
    public String engineName() {
      return "kafka-style";
    }

    @Override
    void requireOwnPath(Path store, Trace trace) {
      assertEquals(trace.said("sent"), trace.sendfileBytes(store), trace::toString);
      long whole = trace.wholeSendfiles(store);
      assertTrue(whole > 0 && whole <= trace.said("pieces"), () -> whole + " calls sent all: " + trace);
    }
  }

  @Nested
  class RocketStyle extends OfEngine {
    @Override
    public String engineName() {
      return "rocket-style";
    }

    @Override
    void requireOwnPath(Path store, Trace trace) {
      assertEquals(trace.said("sent"), trace.gatheredBytes(), trace::toString);
      assertTrue(trace.gatheringCalls() <= trace.said("calls"), trace::toString);
    }
  }
}
