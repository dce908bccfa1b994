package io.duolog.io.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.io.nativecalls.NativeCallsForTests;
import io.duolog.io.watch.ProcessWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SystemDiskTest {
  @TempDir Path directory;
  private final SystemDisk disk = new SystemDisk();

  static NativeCalls[] variants() {
    return NativeCallsForTests.all();
  }

  private Path file() {
    return directory.resolve("file");
  }

  @Test
  void modesTreatAMissingAndAPresentFileAsTheySay() throws IOException {
    assertThrows(NoSuchFileException.class, () -> disk.open(file(), OpenMode.READ));
    assertThrows(NoSuchFileException.class, () -> disk.open(file(), OpenMode.WRITE));
    disk.open(file(), OpenMode.CREATE_NEW).close();
    assertThrows(FileAlreadyExistsException.class, () -> disk.open(file(), OpenMode.CREATE_NEW));
    Files.writeString(file(), "kept");
    disk.open(file(), OpenMode.CREATE).close();
    disk.open(file(), OpenMode.WRITE).close();
    assertEquals("kept", Files.readString(file()));
  }

  @Test
  void readsFillTheBufferOrEndWithTheFile() throws IOException {
    Files.writeString(file(), "0123456789");
    try (FileChannel channel = disk.open(file(), OpenMode.READ)) {
      ByteBuffer target = ByteBuffer.allocate(4);
      assertEquals(4, disk.read(channel, target, 3));
      assertEquals("3456", new String(target.array(), StandardCharsets.US_ASCII));
      assertEquals(2, disk.read(channel, target.clear(), 8));
      assertEquals(0, disk.read(channel, target.clear(), 10));
      assertEquals(0, disk.read(channel, target.clear(), 100));
      assertEquals(0, channel.position());
    }
  }

  @Test
  void appendGathersAllBuffersEvenMoreThanOneCallTakes() throws IOException {
    Random random = new Random(7);
    ByteBuffer[] sources = new ByteBuffer[3000];
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < sources.length; i++) {
      byte[] bytes = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(200)];
      random.nextBytes(bytes);
      sources[i] = i % 2 == 0 ? ByteBuffer.wrap(bytes) : ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      if (i < 2500) {
        expected.write(bytes);
      }
    }
    try (FileChannel channel = disk.open(file(), OpenMode.CREATE_NEW)) {
      assertEquals(expected.size(), disk.append(channel, sources, 2500));
      assertEquals(expected.size(), channel.position());
    }
    assertArrayEquals(expected.toByteArray(), Files.readAllBytes(file()));
    assertEquals(0, sources[2501].position(), "a buffer beyond the count was touched");
  }

  @Test
  void appendOfDirectBuffersAllocatesNothing() throws IOException {
    ByteBuffer[] sources = {ByteBuffer.allocateDirect(64), ByteBuffer.allocateDirect(64)};
    try (FileChannel channel = disk.open(file(), OpenMode.CREATE_NEW)) {
      double bytes = ProcessWatch.bytesAllocatedPerRun(() -> rewriteStart(channel, sources), 5_000);
      assertEquals(0.0, bytes, 0.5);
    }
  }

  private void rewriteStart(FileChannel channel, ByteBuffer[] sources) {
    try {
      channel.position(0);
      sources[0].clear();
      sources[1].clear();
      disk.append(channel, sources, 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void transferSendsARangeAndEndsWithTheFile() throws IOException {
    Files.writeString(file(), "0123456789");
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (FileChannel channel = disk.open(file(), OpenMode.READ)) {
      assertEquals(5, disk.transfer(channel, 2, 5, Channels.newChannel(sent)));
      assertEquals(0, disk.transfer(channel, 10, 5, Channels.newChannel(sent)));
    }
    assertEquals("23456", sent.toString(StandardCharsets.US_ASCII));
  }

  @Test
  void mappingNeverGrowsAFile() throws IOException {
    Files.write(file(), new byte[100]);
    try (FileChannel channel = disk.open(file(), OpenMode.WRITE); Arena arena = Arena.ofShared()) {
      assertThrows(
          IllegalArgumentException.class, () -> disk.map(channel, MapMode.READ_WRITE, 0, 101, arena));
      assertThrows(
          IllegalArgumentException.class, () -> disk.map(channel, MapMode.READ_WRITE, 100, Long.MAX_VALUE, arena));
      assertEquals(100, disk.map(channel, MapMode.READ_WRITE, 0, 100, arena).byteSize());
    }
    assertEquals(100, Files.size(file()));
  }

  @Test
  void e6_aThreadThatIsInterruptedWhileItMapsLeavesNoMappingBehind() throws IOException, InterruptedException {
    Files.write(file(), new byte[100]);
    Thread mapping = new Thread(this::mapAgainAndAgain);
    mapping.start();
    while (mapping.isAlive()) {
      mapping.interrupt();
      LockSupport.parkNanos(1_000);
    }
    mapping.join();
    assertEquals(0, ProcessWatch.mappingsOf(file()));
  }

  private void mapAgainAndAgain() {
    for (int i = 0; i < 1_500; i++) {
      try (FileChannel channel = disk.open(file(), OpenMode.READ); Arena arena = Arena.ofShared()) {
        assertEquals(100, disk.map(channel, MapMode.READ_ONLY, 0, 100, arena).byteSize());
      } catch (ClosedByInterruptException e) {
        Thread.interrupted(); // it hit the thread elsewhere
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void allocationKeepsContentAndGivesSizeAndBlocks(NativeCalls calls) throws IOException {
    Files.writeString(file(), "kept");
    int size = (1 << 20) + 17;
    new SystemDisk(calls).allocate(file(), size);
    byte[] content = Files.readAllBytes(file());
    assertEquals(size, content.length);
    assertEquals("kept", new String(content, 0, 4, StandardCharsets.US_ASCII));
    for (int i = 4; i < size; i++) {
      assertEquals(0, content[i]);
    }
    new SystemDisk(calls).allocate(file(), 10);
    assertEquals(size, Files.size(file()));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void allocationOfAMissingFileOrNoBytesFails(NativeCalls calls) throws IOException {
    SystemDisk variant = new SystemDisk(calls);
    assertThrows(IOException.class, () -> variant.allocate(file(), 4096));
    assertFalse(Files.exists(file()));
    assertThrows(IllegalArgumentException.class, () -> variant.allocate(file(), 0));
  }

  @Test
  void listingIsSortedAndTellsFilesFromDirectories() throws IOException {
    disk.createDirectory(directory.resolve("b"));
    Files.writeString(directory.resolve("c"), "123");
    Files.writeString(directory.resolve("a"), "");
    List<FileEntry> entries = disk.list(directory);
    assertEquals(List.of("a", "b", "c"), entries.stream().map(FileEntry::name).toList());
    assertEquals(List.of(false, true, false), entries.stream().map(FileEntry::isDirectory).toList());
    assertEquals(3, entries.get(2).sizeBytes());
    assertThrows(NoSuchFileException.class, () -> disk.list(directory.resolve("missing")));
  }

  @Test
  void namesChangeAsTold() throws IOException {
    Files.writeString(file(), "new");
    Path target = directory.resolve("target");
    Files.writeString(target, "old");
    disk.rename(file(), target);
    disk.forceDirectory(directory);
    assertEquals("new", Files.readString(target));
    assertThrows(DirectoryNotEmptyException.class, () -> disk.delete(directory));
    disk.delete(target);
    assertThrows(NoSuchFileException.class, () -> disk.delete(target));
    assertThrows(FileAlreadyExistsException.class, () -> disk.createDirectory(directory));
    assertThrows(NoSuchFileException.class, () -> disk.forceDirectory(target));
  }

  @Test
  void truncationCutsAndNeverGrows() throws IOException {
    Files.writeString(file(), "0123456789");
    try (FileChannel channel = disk.open(file(), OpenMode.WRITE)) {
      disk.truncate(channel, 20);
      assertEquals(10, channel.size());
      disk.truncate(channel, 4);
      disk.force(channel, false);
    }
    assertEquals("0123", Files.readString(file()));
  }

  @Test
  void anInterruptClosesTheChannelAndIsReportedAsSuch() throws IOException {
    try (FileChannel channel = disk.open(file(), OpenMode.CREATE_NEW)) {
      Thread.currentThread().interrupt();
      assertThrows(ClosedByInterruptException.class, () -> disk.write(channel, ByteBuffer.allocate(8), 0));
      assertTrue(Thread.interrupted());
      assertFalse(channel.isOpen());
    }
  }

  @Test
  void errorsOfTheSystemAreRecognisedInTheProcesssLanguage() {
    for (NativeCalls calls : NativeCallsForTests.all()) {
      SystemErrors errors = new SystemErrors(calls);
      assertEquals(DiskFullException.class, typeOf(errors, "No space left on device"));
      assertEquals(DiskFullException.class, typeOf(errors, "Disk quota exceeded"));
      assertEquals(DiskFullException.class, typeOf(errors, calls.errorText(28)));
      assertEquals(ResourceExhaustedException.class, typeOf(errors, "Too many open files"));
      assertEquals(IOException.class, typeOf(errors, "Input/output error"));
      assertEquals(DiskFullException.class, errors.ofAllocation(file(), 1, 28).getClass());
      assertEquals(DiskFullException.class, errors.ofAllocation(file(), 1, 122).getClass());
      assertEquals(ResourceExhaustedException.class, errors.ofAllocation(file(), 1, 24).getClass());
    }
  }

  private static Class<?> typeOf(SystemErrors errors, String text) {
    return errors.typed("attempt", new IOException(text)).getClass();
  }
}
