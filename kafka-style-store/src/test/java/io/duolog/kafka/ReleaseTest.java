package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.storage.AppendOptions;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.netty.util.IllegalReferenceCountException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results that are released once too often (rule R3). */
final class ReleaseTest {
  @TempDir Path temporary;

  private static FetchResult read(PartitionLog log) {
    return (FetchResult) log.read(0, 1000, ReadOptions.LOG_END);
  }

  @Test
  void R3_aSecondReleaseIsAnErrorAndTakesTheResultOfNobody() {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      log.append(Batches.of(1, 0, 10), AppendOptions.BUFFERED);
      for (int i = 0; i < 300; i++) { // results that were used before, and ones that were not
        FetchResult released = read(log);
        released.release();
        FetchResult held = read(log);
        assertThrows(IllegalReferenceCountException.class, released::release);
        assertThrows(IllegalReferenceCountException.class, released::content);
        assertEquals(1, held.refCnt());
        assertEquals(held.sizeBytes(), held.content().readableBytes());
        held.release();
      }
      assertEquals(0, engine.stats().heldResults());
    }
  }
}
