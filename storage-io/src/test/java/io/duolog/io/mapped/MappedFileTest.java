package io.duolog.io.mapped;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.faults.RecordingDisk;
import io.duolog.io.file.ClosedFileException;
import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.DiskFullException;
import io.duolog.io.file.ResourceBudget;
import io.duolog.io.file.ResourceExhaustedException;
import io.duolog.io.file.SystemDisk;
import io.duolog.io.nativecalls.Advice;
import io.duolog.io.watch.ProcessWatch;
import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MappedFileTest {
  private static final int SIZE = 1 << 20;

  @TempDir Path directory;
  private final SystemDisk disk = new SystemDisk();
  private final ResourceBudget budget = new ResourceBudget(4, 4);

  private Path file() {
    return directory.resolve("00000000000000000000");
  }

  @Test
  void createdFileHasAllItsBlocksAndKeepsNoDescriptor() throws IOException {
    try (MappedFile mapped = MappedFile.create(disk, budget, file(), SIZE)) {
      assertEquals(SIZE, mapped.sizeBytes());
      assertEquals(SIZE, Files.size(file()));
      assertTrue(blocksOf(file()) * 512 >= SIZE, "blocks: " + blocksOf(file()));
      assertEquals(1, ProcessWatch.mappingsOf(directory));
      assertEquals(0, ProcessWatch.descriptorsOf(directory));
    }
    assertEquals(0, ProcessWatch.mappingsOf(directory));
    assertEquals(0, budget.liveMappings());
  }

  private static long blocksOf(Path file) throws IOException {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    return Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
  }

  @Test
  void creationForcesTheFileThenItsDirectory() throws IOException {
    RecordingDisk recording = new RecordingDisk(disk, directory);
    MappedFile.create(recording, budget, file(), SIZE).close();
    assertEquals(
        List.of("ALLOCATE " + name(), "FORCE " + name(), "FORCE_DIRECTORY " + directory.getFileName()),
        recording.changes());
  }

  private String name() {
    return file().getFileName().toString();
  }

  @Test
  void whatIsWrittenThroughTheMappingIsInTheFileAndBack() throws IOException {
    try (MappedFile mapped = MappedFile.create(disk, budget, file(), SIZE)) {
      assertTrue(mapped.tryAcquire());
      mapped.view().putLong(4096, 42);
      mapped.release();
      mapped.force(4096, 8);
    }
    try (MappedFile mapped = MappedFile.open(disk, budget, file(), MapMode.READ_ONLY)) {
      assertTrue(mapped.tryAcquire());
      assertEquals(42, mapped.view().getLong(4096));
      assertTrue(mapped.segment().isReadOnly());
      mapped.release();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DiskOperation.class,
      names = {"OPEN", "ALLOCATE", "FORCE", "FORCE_DIRECTORY", "MAP"})
  void aCreationThatFailsLeavesNothingBehind(DiskOperation failing) throws IOException {
    FailingDisk faulty = new FailingDisk(disk).fail(failing, 1, FailingDisk::full);
    assertThrows(DiskFullException.class, () -> MappedFile.create(faulty, budget, file(), SIZE));
    assertFalse(Files.exists(file()));
    assertEquals(0, budget.liveMappings());
    assertEquals(0, ProcessWatch.mappingsOf(directory));
    assertEquals(0, ProcessWatch.descriptorsOf(directory));
  }

  @Test
  void creationNeverTouchesAFileThatIsThere() throws IOException {
    Files.writeString(file(), "another's");
    assertThrows(FileAlreadyExistsException.class, () -> MappedFile.create(disk, budget, file(), SIZE));
    assertEquals("another's", Files.readString(file()));
    assertEquals(0, budget.liveMappings());
  }

  @Test
  void anEmptyFileIsCorrupt() throws IOException {
    Files.createFile(file());
    assertThrows(CorruptFileException.class, () -> MappedFile.open(disk, budget, file(), MapMode.READ_WRITE));
    assertEquals(0, budget.liveMappings());
  }

  @Test
  void theBudgetRefusesWithoutOpeningAnything() throws IOException {
    ResourceBudget one = new ResourceBudget(1, 1);
    try (MappedFile first = MappedFile.create(disk, one, file(), SIZE)) {
      assertEquals(file(), first.path());
      Path second = directory.resolve("second");
      assertThrows(ResourceExhaustedException.class, () -> MappedFile.create(disk, one, second, SIZE));
      assertFalse(Files.exists(second));
    }
    MappedFile.open(disk, one, file(), MapMode.READ_ONLY).close();
  }

  @Test
  void aFileClosedWhileLeasedIsUnmappedByTheLastRelease() throws IOException {
    MappedFile mapped = MappedFile.create(disk, budget, file(), SIZE);
    assertTrue(mapped.tryAcquire());
    assertTrue(mapped.tryAcquire());
    mapped.close();
    mapped.close();
    assertFalse(mapped.tryAcquire());
    assertEquals(2, mapped.leaseCount());
    assertEquals(1, budget.liveMappings());
    mapped.release();
    assertEquals(0, mapped.view().get(0));
    assertEquals(1, ProcessWatch.mappingsOf(directory));
    mapped.release();
    assertEquals(0, ProcessWatch.mappingsOf(directory));
    assertEquals(0, budget.liveMappings());
    assertThrows(IllegalStateException.class, mapped::release);
  }

  @Test
  void operationsOnAClosedFileAreRefused() throws IOException {
    MappedFile mapped = MappedFile.create(disk, budget, file(), SIZE);
    mapped.close();
    assertThrows(ClosedFileException.class, () -> mapped.force(0, 1));
    assertThrows(ClosedFileException.class, () -> mapped.populate(0, 1));
    assertThrows(ClosedFileException.class, () -> mapped.advise(0, 1, Advice.WILL_NEED));
  }

  @Test
  void rangesOutsideTheFileAreRefusedAndKeepNoLease() throws IOException {
    try (MappedFile mapped = MappedFile.create(disk, budget, file(), SIZE)) {
      assertThrows(IndexOutOfBoundsException.class, () -> mapped.force(SIZE, 1));
      assertThrows(IndexOutOfBoundsException.class, () -> mapped.populate(1, SIZE));
      assertEquals(0, mapped.leaseCount());
    }
  }

  @Test
  void everyAdviceIsTakenFromAnyOffset() throws IOException {
    try (MappedFile mapped = MappedFile.create(disk, budget, file(), SIZE)) {
      for (Advice advice : Advice.values()) {
        mapped.advise(5000, 10_000, advice);
      }
      assertEquals(0, mapped.leaseCount());
    }
  }

  @Test
  void forcingARangeLeavesOtherPagesDirty() throws IOException {
    int large = 16 << 20;
    try (MappedFile mapped = MappedFile.create(disk, budget, file(), large)) {
      assertTrue(mapped.tryAcquire());
      mapped.segment().fill((byte) 7);
      long before = ProcessWatch.dirtyKilobytesOf(file());
      mapped.force(0, 1 << 20);
      long after = ProcessWatch.dirtyKilobytesOf(file());
      mapped.release();
      mapped.force(0, large);
      long atLast = ProcessWatch.dirtyKilobytesOf(file());
      assertTrue(before >= 15 << 10, "dirty before: " + before + " KiB");
      if (atLast == 0) { // a memory file system has no clean pages
        assertTrue(after <= before - (1 << 10) && after >= 8 << 10, before + " KiB dirty, then " + after);
      }
    }
  }

  @Test
  void leasesAndBufferAccessAllocateNothing() throws IOException {
    try (MappedFile mapped = MappedFile.create(disk, budget, file(), SIZE)) {
      double bytes =
          ProcessWatch.bytesAllocatedPerRun(
              () -> {
                if (mapped.tryAcquire()) {
                  mapped.view().putLong(64, mapped.segment().get(JAVA_BYTE, 8));
                  mapped.release();
                }
              },
              100_000);
      assertEquals(0.0, bytes, 0.01);
    }
  }
}
