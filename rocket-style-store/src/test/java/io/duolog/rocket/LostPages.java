package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Stateless. The pages of lost queue files, and who derives them in the background. */
final class LostPages {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private LostPages() {}

  /** Whether a call of the disk reads the log, and is one of the thread that derives lost pages. */
  static Predicate<DiskCall> readsOfTheRebuild() {
    return call -> isLogRead(call) && Thread.currentThread().getName().endsWith("-rebuild");
  }

  /** Whether a call of the disk reads the log. */
  static boolean isLogRead(DiskCall call) {
    return call.operation() == DiskOperation.READ && call.path().toString().contains("/commitlog/");
  }

  /** Pages that are not derived yet. */
  static long count(StorageEngine engine) {
    return engine.stats().others().getOrDefault("lost.queue.pages.count", -1L);
  }

  /** Waits until at most {@code most} pages are not derived yet. */
  static void awaitAtMost(StorageEngine engine, int most) {
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          while (count(engine) > most) {
            LockSupport.parkNanos(1_000_000);
          }
        });
  }

  /** The marks of lost files of a store. */
  static List<String> marks(Path store) throws IOException {
    try (Stream<Path> files = Files.list(store.resolve("consumequeue"))) {
      return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".lost")).toList();
    }
  }
}
