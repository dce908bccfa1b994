package io.duolog.conformance.strace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.kill.StoredState;
import io.duolog.conformance.watch.Eventually;
import io.duolog.storage.Durability;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Confined to one thread. A store of which the calls fail that take an append's bytes: writes to the file that holds
 * the partition's records, and the making of those that follow.
 */
final class FailedWriteRun {
  private static final int PARTITION = 1;
  private static final int FIRST_BATCHES = 5;
  private static final int HALF_BYTES = 100;
  private static final int MOST_BATCHES = 400;
  private static final String WRITES = "write,writev,pwrite64,pwritev,pwritev2,fallocate,openat";

  private final StorageProvider provider;
  private final Path store;
  private final Path log;

  /**
   * A run.
   *
   * @param provider the engine
   * @param area an empty directory
   */
  FailedWriteRun(StorageProvider provider, Path area) {
    this.provider = provider;
    this.store = area.resolve("store");
    this.log = area.resolve("calls");
  }

  /** Requires that nothing happened for whom there was no space, and that appends go on when there is. */
  void requireNothingHappened() throws IOException, InterruptedException {
    Set<Path> files = new Rehearsal(provider, StoreImage.SMALL_FILES, store).filesMadeBy(PARTITION, MOST_BATCHES);
    StoredState found;
    long end;
    try (StoreProcess process = StoreProcess.open(List.of(), provider, store, StoreImage.SMALL_FILES)) {
      appendFirst(process);
      files.addAll(DataFiles.of(store, PARTITION, FIRST_BATCHES));
      int acknowledged = FIRST_BATCHES;
      try (Strace _ = Strace.attach(process.pid(), log, List.copyOf(files), WRITES, "error=ENOSPC")) {
        acknowledged += appendUntilFailure(process, "StorageFullException");
        assertEquals(records(acknowledged), logEnd(process, "behind"), "A4: the log end behind a failure");
        process.order("read it " + PARTITION);
        process.await("read it", "A4: no read behind a failure");
      }
      process.append("again", PARTITION, Durability.SYNCED);
      process.await("told again", "A4: an append behind a failed one");
      end = logEnd(process, "again");
      assertEquals(records(acknowledged + 1), end, "A4: the log end behind the next append");
      process.end();
    }
    found = StoreImage.open(provider, store, StoreImage.SMALL_FILES);
    assertEquals(end, found.end(PARTITION), "A4: the log end of the store that was opened again");
  }

  /** Requires that an append that the device fails is told as failed, and that nothing acknowledged is lost. */
  void requireNothingLost() throws IOException, InterruptedException {
    Set<Path> files = new Rehearsal(provider, StoreImage.SMALL_FILES, store).filesMadeBy(PARTITION, MOST_BATCHES);
    int acknowledged = FIRST_BATCHES;
    try (StoreProcess process = StoreProcess.open(List.of(), provider, store, StoreImage.SMALL_FILES)) {
      appendFirst(process);
      files.addAll(DataFiles.of(store, PARTITION, FIRST_BATCHES));
      try (Strace _ = Strace.attach(process.pid(), log, List.copyOf(files), WRITES, "error=EIO")) {
        acknowledged += appendUntilFailure(process, "Storage");
      }
    }
    requireEnd(acknowledged);
  }

  private void requireEnd(int acknowledged) {
    StoredState found = StoreImage.open(provider, store, StoreImage.SMALL_FILES);
    assertEquals(records(acknowledged), found.end(PARTITION), "A4: the log end of the store opened again");
    assertEquals(found, StoreImage.open(provider, store, StoreImage.SMALL_FILES), "C1: a second opening");
  }

  /**
   * Requires that half of an append comes to nothing. A limit of the process's files, a hundred bytes above the size of
   * the one that holds the records, lets the kernel take that much of the next write. Where no append writes behind the
   * end of a file, none fails.
   */
  void requireHalfUndone() throws IOException, InterruptedException {
    int acknowledged = FIRST_BATCHES;
    try (StoreProcess process = StoreProcess.open(List.of(), provider, store, StoreImage.SMALL_FILES)) {
      appendFirst(process);
      long limit = 0;
      for (Path file : DataFiles.of(store, PARTITION, FIRST_BATCHES)) {
        limit = Math.max(limit, Files.size(file) + HALF_BYTES);
      }
      process.limitFiles(limit);
      process.fill("more", PARTITION, Durability.BUFFERED, FIRST_BATCHES);
      acknowledged += endOf(process).map(failure -> failure.requireTyped("Storage")).orElse(FIRST_BATCHES);
    }
    requireEnd(acknowledged);
  }

  private static void appendFirst(StoreProcess process) throws IOException {
    process.fill("first", PARTITION, Durability.SYNCED, FIRST_BATCHES);
    process.await("filled first", "D1: synced appends do not end");
  }

  /** How many were acknowledged before the one that failed. */
  private static int appendUntilFailure(StoreProcess process, String exception) throws IOException {
    process.fill("more", PARTITION, Durability.BUFFERED, MOST_BATCHES);
    return endOf(process).orElse(new Failure(0, "nothing")).requireTyped(exception);
  }

  private static Optional<Failure> endOf(StoreProcess process) {
    Eventually.quiet(
        () -> process.hasSaid("failed more") || process.hasSaid("filled more") ? "" : "A4: no append ends");
    return process.saidBehind("failed more").map(words -> words.split(" ", -1))
        .map(words -> new Failure(Integer.parseInt(words[0]), words[1]));
  }

  private static long records(long batches) {
    return batches * StoreChild.RECORDS;
  }

  /** The end of appends of which one failed. */
  private record Failure(int acknowledged, String exception) {
    /** How many were acknowledged before. */
    int requireTyped(String begin) {
      assertTrue(exception.startsWith(begin), () -> "A4: a failed write is told as " + exception);
      return acknowledged;
    }
  }

  private static long logEnd(StoreProcess process, String id) throws IOException {
    process.order("state " + id + " " + PARTITION);
    process.await("state " + id, "A4: no answer behind a failure");
    return Long.parseLong(process.saidBehind("state " + id).orElseThrow());
  }
}
