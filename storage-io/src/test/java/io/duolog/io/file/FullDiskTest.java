package io.duolog.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duolog.io.mapped.MappedFile;
import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.io.nativecalls.NativeCallsForTests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On a file system of one MiB in memory, which only root can mount. */
class FullDiskTest {
  private static final int TOO_MUCH = 4 << 20;

  @TempDir Path directory;
  private final SystemDisk disk = new SystemDisk();
  private boolean isMounted;

  static NativeCalls[] variants() {
    return NativeCallsForTests.all();
  }

  private Path file() {
    return directory.resolve("file");
  }

  @BeforeEach
  void mount() throws Exception {
    boolean isRoot = System.getProperty("user.name").equals("root");
    if (!isRoot) {
      System.out.println("skipped: tests on a full disk need root to mount a small file system");
    }
    assumeTrue(isRoot, "mounting needs root");
    isMounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString()) == 0;
    if (!isMounted) {
      System.out.println("skipped: tests on a full disk, this root may not mount");
    }
    assumeTrue(isMounted, "mounting is not allowed here");
  }

  @AfterEach
  void unmount() throws Exception {
    if (isMounted) {
      assertEquals(0, run("umount", directory.toString()));
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void allocationBeyondTheSpaceIsTyped(NativeCalls calls) throws IOException {
    SystemDisk variant = new SystemDisk(calls);
    variant.open(file(), OpenMode.CREATE_NEW).close();
    assertThrows(DiskFullException.class, () -> variant.allocate(file(), TOO_MUCH));
    variant.delete(file());
    variant.open(file(), OpenMode.CREATE_NEW).close();
    variant.allocate(file(), TOO_MUCH / 8);
    assertEquals(TOO_MUCH / 8, Files.size(file()));
  }

  @Test
  void aMappedFileThatDoesNotFitIsNotThere() throws IOException {
    ResourceBudget budget = new ResourceBudget(1, 1);
    assertThrows(DiskFullException.class, () -> MappedFile.create(disk, budget, file(), TOO_MUCH));
    assertFalse(Files.exists(file()));
    assertEquals(0, budget.liveMappings());
    MappedFile.create(disk, budget, file(), 64 << 10).close();
  }

  @Test
  void writesAndAppendsBeyondTheSpaceAreTyped() throws IOException {
    try (FileChannel channel = disk.open(file(), OpenMode.CREATE_NEW)) {
      assertThrows(DiskFullException.class, () -> disk.write(channel, ByteBuffer.allocate(TOO_MUCH), 0));
      disk.truncate(channel, 0);
      ByteBuffer[] sources = {ByteBuffer.allocate(1000), ByteBuffer.allocate(TOO_MUCH)};
      assertThrows(DiskFullException.class, () -> disk.append(channel, sources, 2));
      assertTrue(channel.size() < TOO_MUCH);
      disk.truncate(channel, 0);
      disk.write(channel, ByteBuffer.allocate(1000), 0);
    }
  }
}
