package io.duolog.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.faults.RecordingDisk;
import io.duolog.io.watch.ProcessWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  private static final String NAME = "lock";

  @TempDir Path directory;
  private final SystemDisk disk = new SystemDisk();

  @Test
  void aSecondOwnerInThisProcessIsRefusedUntilTheFirstLetsGo() throws IOException {
    DirectoryLock first = DirectoryLock.acquire(disk, directory, NAME);
    assertThrows(DirectoryLockedException.class, () -> DirectoryLock.acquire(disk, directory, NAME));
    first.close();
    first.close();
    DirectoryLock.acquire(disk, directory, NAME).close();
    assertTrue(Files.exists(directory.resolve(NAME)));
  }

  @Test
  void everyPathToTheDirectoryIsTheSameDirectory() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolveSibling(directory.getFileName() + "-link"), directory);
    try (DirectoryLock lock = DirectoryLock.acquire(disk, directory, NAME)) {
      assertThrows(DirectoryLockedException.class, () -> DirectoryLock.acquire(disk, link, NAME));
      assertThrows(
          DirectoryLockedException.class,
          () -> DirectoryLock.acquire(disk, directory.resolve("../" + link.getFileName()), NAME));
      assertTrue(lock.isHeld());
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void aRefusedOwnerOpensNoDescriptorOfTheLockFile() throws IOException {
    RecordingDisk recording = new RecordingDisk(disk, directory);
    try (DirectoryLock lock = DirectoryLock.acquire(disk, directory, NAME)) {
      assertThrows(DirectoryLockedException.class, () -> DirectoryLock.acquire(recording, directory, NAME));
      assertEquals(List.of(), recording.calls());
      assertEquals(1, ProcessWatch.descriptorsOf(directory));
      assertTrue(lock.isHeld());
    }
    assertEquals(0, ProcessWatch.descriptorsOf(directory));
  }

  @Test
  void theLockFilesNameIsForced() throws IOException {
    RecordingDisk recording = new RecordingDisk(disk, directory);
    DirectoryLock.acquire(recording, directory, NAME).close();
    assertEquals(List.of("FORCE_DIRECTORY " + directory.getFileName()), recording.changes());
  }

  @Test
  void anAcquisitionThatFailsLeavesTheDirectoryFree() throws IOException {
    for (DiskOperation operation : List.of(DiskOperation.OPEN, DiskOperation.FORCE_DIRECTORY)) {
      FailingDisk failing = new FailingDisk(disk).fail(operation, 1, FailingDisk::inputOutputError);
      assertThrows(IOException.class, () -> DirectoryLock.acquire(failing, directory, NAME));
      assertEquals(0, ProcessWatch.descriptorsOf(directory));
      DirectoryLock.acquire(disk, directory, NAME).close();
    }
  }

  @Test
  void aMissingDirectoryIsNotMade() {
    Path missing = directory.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> DirectoryLock.acquire(disk, missing, NAME));
    assertFalse(Files.exists(missing));
  }

  @Test
  void ofManyThreadsExactlyOneBecomesOwner() throws Exception {
    int count = 8;
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      for (int round = 0; round < 50; round++) {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<List<DirectoryLock>>> attempts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          attempts.add(threads.submit(() -> attempt(start)));
        }
        start.countDown();
        List<DirectoryLock> owners = new ArrayList<>();
        for (Future<List<DirectoryLock>> attempt : attempts) {
          owners.addAll(attempt.get());
        }
        assertEquals(1, owners.size());
        owners.getFirst().close();
      }
    }
  }

  private List<DirectoryLock> attempt(CountDownLatch start) throws Exception {
    start.await();
    try {
      return List.of(DirectoryLock.acquire(disk, directory, NAME));
    } catch (DirectoryLockedException e) {
      return List.of();
    }
  }

  @Test
  void anOwnerInAnotherProcessIsRespectedUntilItDies() throws Exception {
    Process owner = child();
    try (BufferedReader output = owner.inputReader()) {
      assertEquals("held", output.readLine());
      assertThrows(DirectoryLockedException.class, () -> DirectoryLock.acquire(disk, directory, NAME));
      assertEquals(0, ProcessWatch.descriptorsOf(directory));
      owner.destroyForcibly().waitFor();
      DirectoryLock.acquire(disk, directory, NAME).close();
    } finally {
      owner.destroyForcibly();
    }
  }

  /** A refused second attempt in the owner's process must not have dropped the lock among processes. */
  @Test
  void aRefusalInThisProcessKeepsOtherProcessesOut() throws Exception {
    try (DirectoryLock lock = DirectoryLock.acquire(disk, directory, NAME)) {
      assertThrows(DirectoryLockedException.class, () -> DirectoryLock.acquire(disk, directory, NAME));
      Process other = child();
      try (BufferedReader output = other.inputReader()) {
        assertEquals("refused", output.readLine());
      } finally {
        other.destroyForcibly();
      }
      assertTrue(lock.isHeld());
    }
  }

  private Process child() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            LockHolder.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Confined to a child process: takes the lock, says so, and waits to be killed. */
  static final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
      try (DirectoryLock lock = DirectoryLock.acquire(new SystemDisk(), Path.of(arguments[0]), NAME)) {
        System.out.println(lock.isHeld() ? "held" : "lost");
        new CountDownLatch(1).await();
      } catch (DirectoryLockedException e) {
        System.out.println("refused");
      }
    }
  }
}
