package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.io.file.SystemDisk;
import io.duolog.rocket.log.WriteMode;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Durability;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completions that wait, which none may: what its own thread would have to do is refused, and nothing stands still. */
class WaitingCompletionTest {
  @TempDir Path area;

  private static String attempt(Runnable call) {
    try {
      call.run();
      return "done";
    } catch (IllegalStateException e) {
      return "refused";
    }
  }

  /** Columns: how the append is told, then what a sync, a synced and a buffered append come to in its completion. */
  @ParameterizedTest
  @Timeout(60)
  @CsvSource({
    "MAPPING, BUFFERED, done, done, done",
    "MAPPING, SYNCED, refused, refused, done",
    "CHANNEL, BUFFERED, done, done, done",
    "CHANNEL, SYNCED, refused, refused, done",
    "POOL, BUFFERED, refused, refused, refused",
    "POOL, SYNCED, refused, refused, done"
  })
  void e1_a9_aCompletionThatWouldWaitForItselfIsRefused(
      WriteMode mode, Durability durability, String sync, String synced, String buffered) throws Exception {
    Path store = area.resolve("store");
    StorageEngine engine = TestStore.open(store, new SystemDisk(), EngineResources.create(), mode);
    PartitionLog log = TestStore.partition(engine, 0);
    ByteBuf batch = TestStore.batch("in a completion");
    CompletableFuture<List<String>> ends = new CompletableFuture<>();
    AcceptedAppend completion =
        (base, last) -> {
          List<String> met = new ArrayList<>();
          met.add(attempt(engine::sync));
          met.add(attempt(() -> log.append(batch, AppendOptions.SYNCED)));
          met.add(attempt(() -> log.append(batch, AppendOptions.BUFFERED)));
          ends.complete(met);
        };
    AppendOptions options = durability == Durability.SYNCED ? AppendOptions.SYNCED : AppendOptions.BUFFERED;
    log.append(TestStore.batch("first"), options, completion);
    List<String> met = ends.get(20, TimeUnit.SECONDS);
    assertEquals(List.of(sync, synced, buffered), met);
    engine.sync();
    int appended = 1 + (int) met.subList(1, 3).stream().filter("done"::equals).count();
    assertEquals(appended, log.offsets().durable());
    assertEquals(appended, engine.stats().appendedBatches());
    engine.close();
  }
}
