package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.process.ChildJvm;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.watch.Eventually;
import io.duolog.conformance.workload.Batches;
import io.duolog.storage.Capability;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.DirectoryLockedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One owner for a store directory (C7). */
public abstract class LockContract extends StorageContract {
  private static final int LOOKS_AT_REST = 200;

  /** For subclasses. */
  protected LockContract() {}

  @Test
  @Rule({"C7.process", "E2.typed"})
  @Needs(Capability.PERSISTENCE)
  protected void c7_aSecondOpenIsRefusedAndTheOwnerGoesOn() {
    StorageEngine owner = open();
    PartitionLog log = create(owner, "owned", 0);
    append(log, Batches.text("before"));
    for (int i = 0; i < 3; i++) {
      DirectoryLockedException locked = assertThrows(DirectoryLockedException.class, this::open);
      assertNotNull(locked.location().path(), "the error names no path");
    }
    assertEquals(1, append(log, Batches.text("behind")));
    assertEquals(2, find(reopen(owner), "owned", 0).offsets().logEnd());
  }

  @Test
  @Rule("C7.process")
  @Needs(Capability.PERSISTENCE)
  protected void c7_theLockIsGivenUpByClose() {
    for (int i = 0; i < 10; i++) {
      StorageEngine engine = open();
      assertThrows(DirectoryLockedException.class, this::open);
      engine.close();
    }
    assertEquals(0, open().partitions().list().size());
  }

  @Test
  @Rule("C7.other")
  @Needs(Capability.PERSISTENCE)
  protected void c7_anotherProcessIsRefusedAndTouchesNothing() throws IOException, InterruptedException {
    StorageEngine owner = open();
    PartitionLog log = create(owner, "owned", 0);
    append(log, Batches.text("before"));
    owner.close();
    StorageEngine again = open();
    List<Path> before = treeAtRest();
    ChildJvm.End end = ChildJvm.of(SecondOwner.class, provider().getClass().getName(), storeDirectory()).run();
    assertEquals(0, end.exitCode(), end::output);
    assertTrue(end.output().contains(SecondOwner.REFUSED + storeDirectory()), end::output);
    assertEquals(before, tree());
    assertEquals(1, append(find(again, "owned", 0), Batches.text("behind")));
    assertEquals(2, find(reopen(again), "owned", 0).offsets().logEnd());
  }

  /** The tree once the owner makes no more files: an engine may allocate some behind its open. */
  private List<Path> treeAtRest() {
    AtomicReference<List<Path>> last = new AtomicReference<>(List.of());
    AtomicInteger equalLooks = new AtomicInteger();
    Eventually.quiet(
        () -> {
          List<Path> now = tree();
          equalLooks.set(now.equals(last.getAndSet(now)) ? equalLooks.get() + 1 : 0);
          return equalLooks.get() >= LOOKS_AT_REST ? "" : "the owner's files still change: " + now;
        });
    return last.get();
  }

  private List<Path> tree() {
    try (Stream<Path> files = Files.walk(storeDirectory())) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
