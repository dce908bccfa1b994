package io.duolog.conformance.full;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.kill.Promises;
import io.duolog.conformance.kill.StoredState;
import io.duolog.conformance.machine.Ballast;
import io.duolog.conformance.watch.Eventually;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.error.StorageFullException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Confined to one thread. One store whose disk fills up, stays full for a while, and has space again. */
final class FullDiskRun {
  private static final int BATCHES_BEFORE = 100;
  private static final int BATCHES_BEHIND = 200;
  private static final int MORE_THAN_ENOUGH = 20_000;
  private static final int LARGE_RECORDS = 64;
  private static final int MOST_LOOKS = 10;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int REFUSALS = 5;
  private static final long LIMIT_SECONDS = 60;

  private final StorageProvider provider;
  private final Path store;
  private final Ballast ballast;
  private final Random random;
  private final Promises promises = new Promises();
  private final List<Producer> producers = new ArrayList<>();

  /**
   * A run.
   *
   * @param provider the engine
   * @param root of a small file system
   * @param seed of the producers
   */
  FullDiskRun(StorageProvider provider, Path root, long seed) {
    this.provider = provider;
    this.store = root.resolve("store");
    this.ballast = new Ballast(root.resolve("ballast"));
    this.random = new Random(seed);
  }

  /**
   * Fills the disk under a running store.
   *
   * @param freeBytes what the ballast leaves to the producers
   */
  void fill(long freeBytes) throws IOException, InterruptedException {
    StoredState last;
    try (StorageEngine engine = KillStore.open(provider, store)) {
      List<PartitionLog> logs = KillStore.partitions(engine);
      for (int i = 0; i < logs.size(); i++) {
        producers.add(new Producer(i, logs.get(i), promises, random.nextLong()));
      }
      everyone(producer -> repeat(BATCHES_BEFORE, producer));
      ballast.leave(freeBytes);
      everyone(producer -> producer.appendUntilFull(MORE_THAN_ENOUGH));
      staysFull(engine);
      ballast.remove();
      Eventually.quiet(this::stillFull);
      everyone(producer -> repeat(BATCHES_BEHIND, producer));
      last = StoredState.of(engine);
      promises.check(last);
    }
    assertEquals(last, reopened(), "D3: the store before and behind its closing");
  }

  private static void repeat(int times, Producer producer) {
    for (int i = 0; i < times; i++) {
      producer.append();
    }
  }

  private void staysFull(StorageEngine engine) throws IOException {
    for (Producer producer : producers) {
      refuses(producer);
    }
    Set<String> names = settledNames();
    for (int i = 0; i < REFUSALS; i++) {
      for (Producer producer : producers) {
        refuses(producer);
      }
    }
    // a file that a thread of the engine tries to write may stand for a moment
    Eventually.quiet(() -> leftBehind(names));
    promises.check(StoredState.of(engine));
  }

  private static void refuses(Producer producer) {
    for (int i = 0; i < MORE_THAN_ENOUGH; i++) {
      try {
        producer.append(LARGE_RECORDS, false);
      } catch (StorageFullException full) {
        return;
      }
    }
    throw new AssertionError("D3: a full disk takes batch after batch");
  }

  private String stillFull() {
    for (Producer producer : producers) {
      try {
        producer.append(1, true);
      } catch (StorageFullException full) {
        return "D3: space has returned, but: " + full;
      }
    }
    return "";
  }

  private String leftBehind(Set<String> names) {
    try {
      Set<String> more = names();
      more.removeAll(names);
      return more.isEmpty() ? "" : "D6: files that failed appends have left behind: " + more;
    } catch (IOException | UncheckedIOException e) {
      return "a file came or went meanwhile: " + e;
    }
  }

  /** Derived files of what was appended before may still come: the names when none has come for a while. */
  private Set<String> settledNames() throws IOException {
    Set<String> known = new TreeSet<>();
    boolean hasSettled = false;
    for (int look = 0; look < MOST_LOOKS && !hasSettled; look++) {
      LockSupport.parkNanos(LOOK_NANOS);
      try {
        hasSettled = !known.addAll(names());
      } catch (UncheckedIOException e) {
        hasSettled = false; // a file has gone while the directory was walked
      }
    }
    return known;
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      Set<String> names = new TreeSet<>();
      files.forEach(file -> names.add(store.relativize(file).toString()));
      return names;
    }
  }

  private StoredState reopened() {
    try (StorageEngine engine = KillStore.open(provider, store)) {
      return StoredState.of(engine);
    }
  }

  private void everyone(Work work) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(producers.size())) {
      List<Future<?>> done = new ArrayList<>();
      producers.forEach(producer -> done.add(threads.submit(() -> work.of(producer))));
      for (Future<?> one : done) {
        one.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError error) {
        throw error;
      }
      throw new AssertionError("E2: a producer failed otherwise than by a full disk", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("a producer did not end within " + LIMIT_SECONDS + " s", e);
    }
  }

  /** Opens a closed store while the disk is full: it opens, or fails as full and changes nothing that matters. */
  void openOnFullDisk() throws IOException {
    StoredState before = reopened();
    ballast.leave(0);
    try (StorageEngine engine = KillStore.open(provider, store)) {
      assertEquals(before, StoredState.of(engine), "what a full disk shows");
    } catch (StorageFullException full) {
      assertThrows(StorageFullException.class, () -> KillStore.open(provider, store).close());
    }
    ballast.remove();
    assertEquals(before, reopened(), "F1: the store behind its opening on a full disk");
  }

  /** What one producer does. */
  private interface Work {
    void of(Producer producer);
  }
}
