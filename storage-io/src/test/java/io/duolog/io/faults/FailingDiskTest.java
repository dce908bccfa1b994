package io.duolog.io.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.file.DiskFullException;
import io.duolog.io.file.OpenMode;
import io.duolog.io.file.SystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailingDiskTest {
  @TempDir Path directory;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());

  private Path file() {
    return directory.resolve("file");
  }

  @Test
  void onlyTheCallThatWasNamedFails() throws IOException {
    disk.fail(DiskOperation.FORCE, 2, FailingDisk::inputOutputError);
    try (FileChannel channel = disk.open(file(), OpenMode.CREATE_NEW)) {
      disk.force(channel, true);
      assertThrows(IOException.class, () -> disk.force(channel, true));
      disk.force(channel, true);
    }
  }

  @Test
  void faultsOfOneFileLeaveOthersAloneUntilHealed() throws IOException {
    disk.failAll(call -> call.is(DiskOperation.OPEN, "file"), FailingDisk::inputOutputError);
    assertThrows(IOException.class, () -> disk.open(file(), OpenMode.CREATE));
    disk.open(directory.resolve("other"), OpenMode.CREATE).close();
    assertThrows(IOException.class, () -> disk.open(file(), OpenMode.CREATE));
    disk.heal();
    disk.open(file(), OpenMode.CREATE).close();
  }

  @Test
  void aWriteMayFailInTheMiddle() throws IOException {
    disk.failAfterBytes(call -> call.operation() == DiskOperation.APPEND, 5, FailingDisk::full);
    try (FileChannel channel = disk.open(file(), OpenMode.CREATE_NEW)) {
      ByteBuffer[] sources = {StandardCharsets.US_ASCII.encode("abc"), StandardCharsets.US_ASCII.encode("defg")};
      assertThrows(DiskFullException.class, () -> disk.append(channel, sources, 2));
    }
    assertEquals("abcde", Files.readString(file()));
  }

  @Test
  void heldCallsWaitForTheirRelease() throws Exception {
    try (FileChannel channel = disk.open(file(), OpenMode.CREATE_NEW)) {
      CompletableFuture<Boolean> forced = new CompletableFuture<>();
      try (FailingDisk.Hold hold = disk.hold(call -> call.operation() == DiskOperation.FORCE)) {
        Thread.ofPlatform().name("test-force").start(() -> forced.complete(force(channel)));
        hold.awaitReached();
        disk.write(channel, ByteBuffer.allocate(8), 0);
        assertFalse(forced.isDone());
      }
      assertTrue(forced.get(10, TimeUnit.SECONDS));
    }
  }

  private boolean force(FileChannel channel) {
    try {
      disk.force(channel, true);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
