package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.watch.Eventually;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.AppendAck;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BlockingAppend;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The core form of append, and the forms that stand on it (A9). */
public abstract class AppendFormsContract extends StorageContract {
  private static final int MANY = 100;

  /** For subclasses. */
  protected AppendFormsContract() {}

  @Test
  @Rule("A9.core")
  protected void a9_theCompletionIsToldExactlyOnce() {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "core", 0);
    List<CountedCompletion> completions = new ArrayList<>();
    long next = 0;
    for (int i = 0; i < MANY; i++) {
      CountedCompletion completion = new CountedCompletion();
      AppendOptions options = i % 2 == 0 ? AppendOptions.BUFFERED : mostDurable();
      assertEquals(next, log.append(buffers.of(Batches.random(3, 30, i)), options, completion));
      completions.add(completion);
      next += 3;
    }
    for (int i = 0; i < MANY; i++) {
      completions.get(i).await();
      assertEquals(3L * i, completions.get(i).baseOffset(), "base offset told");
      assertEquals(3L * i + 2, completions.get(i).lastOffset(), "last offset told");
    }
    engine.close();
    assertTrue(completions.stream().allMatch(completion -> completion.told() == 1), "told again by the close");
  }

  @Test
  @Rule("A9.reuse")
  protected void a9_aCompletionMayBeUsedAgain() {
    PartitionLog log = create(open(), "reuse", 0);
    BlockingAppend completion = new BlockingAppend();
    for (int i = 0; i < MANY; i++) {
      completion.arm();
      long base = log.append(buffers.of(Batches.random(2, 30, i)), mostDurable(), completion);
      assertEquals(2L * i, base);
      assertEquals(base + 1, completion.await());
    }
  }

  @Test
  @Rule("A9.forms")
  protected void a9_theFormsSayTheSame() {
    PartitionLog log = create(open(), "forms", 0);
    assertEquals(0, log.append(buffers.of(Batches.random(2, 30, 1)), mostDurable()));
    CompletableFuture<AppendAck> stage =
        log.appendAsync(buffers.of(Batches.random(4, 30, 2)), mostDurable()).toCompletableFuture();
    Eventually.quiet(() -> stage.isDone() ? "" : "the stage is not done");
    assertEquals(new AppendAck(2, 5), stage.join());
    assertEquals(2, Contents.batches(log).size());
  }
}
