package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.ObservedDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The caller's memory, taken away while its batch is appended. */
class VanishingMemoryTest {
  /** Larger than what is copied before it is looked at. */
  private static final int VALUE_BYTES = 200_000;

  @TempDir Path temporary;

  @Test
  void D2_aBatchThatIsWrittenIsAppendedThoughItsMemoryIsGone() {
    ByteBuf batch = Batches.of(3, 0, VALUE_BYTES);
    Arena callers = Arena.ofShared();
    ClosingDisk disk = new ClosingDisk(callers);
    try (KafkaStyleEngine engine =
        KafkaStyleEngine.open(
            disk, temporary.resolve("store"), StorageConfig.defaults(), EngineResources.create())) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      ByteBuffer memory = callers.allocate(batch.readableBytes()).asByteBuffer();
      memory.put(batch.nioBuffer()).flip();
      assertEquals(0, log.append(Unpooled.wrappedBuffer(memory), AppendOptions.BUFFERED));
      assertTrue(disk.isTaken);
      assertEquals(3, log.append(batch, AppendOptions.SYNCED));
      assertEquals(List.of(0L, 3L), TestStore.baseOffsets(log, 0, 10_000));
      assertEquals(0, engine.stats().unsyncedBytes(), "what entered the bound of unsynced data has left it");
    }
  }

  /** Takes the memory away behind the first write into a log. One thread writes. */
  private static final class ClosingDisk extends ObservedDisk {
    private final Arena memory;
    private boolean isTaken;

    private ClosingDisk(Arena memory) {
      super(new SystemDisk());
      this.memory = memory;
    }

    @Override
    protected void after(DiskCall call) {
      if (!isTaken && call.operation() == DiskOperation.APPEND && call.path().toString().endsWith(".log")) {
        isTaken = true;
        memory.close();
      }
    }
  }
}
