package io.duolog.io.durable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.faults.RecordingDisk;
import io.duolog.io.file.Disk;
import io.duolog.io.file.DiskFullException;
import io.duolog.io.file.FailedFileException;
import io.duolog.io.file.NewerFormatException;
import io.duolog.io.file.SystemDisk;
import io.duolog.io.watch.ProcessWatch;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalTest {
  @TempDir Path directory;
  private final SystemDisk disk = new SystemDisk();

  private Path file() {
    return directory.resolve("catalogue");
  }

  private Journal create(Disk on) throws IOException {
    return Journal.create(on, file(), Journals.STAMP);
  }

  private List<String> contents() throws IOException {
    return Journals.contents(disk, file());
  }

  @Test
  void entriesComeBackInOrderWithTypeVersionAndPayload() throws IOException {
    try (Journal journal = create(disk)) {
      assertEquals(1, journal.append(Journals.step("a", "bb", "")));
      assertEquals(2, journal.append(List.of(new JournalEntry(255, 254, Journals.bytes("x".repeat(100_000))))));
      assertEquals(Files.size(file()), journal.sizeBytes());
    }
    assertEquals(List.of("1.0:a", "1.0:bb", "1.0:", "255.254:" + "x".repeat(100_000)), contents());
    try (Journal journal = Journals.open(disk, file(), 2)) {
      assertEquals(2, journal.lastStep());
      assertEquals(Journals.STAMP.identity(), journal.identity());
      assertEquals(0, journal.discardedBytes());
      assertEquals(3, journal.append(Journals.step("c")));
    }
    assertEquals(5, contents().size());
    assertEquals(0, ProcessWatch.descriptorsOf(directory));
  }

  @Test
  void aJournalIsMadeOnceAndOpenedOnlyIfItIsThere() throws IOException {
    assertThrows(NoSuchFileException.class, () -> Journals.open(disk, file(), 0));
    create(disk).close();
    assertThrows(FileAlreadyExistsException.class, () -> create(disk));
    assertEquals(List.of(), contents());
  }

  @Test
  void oneAppendIsOneWriteAndOneForce() throws IOException {
    RecordingDisk recording = new RecordingDisk(disk, directory);
    try (Journal journal = create(recording)) {
      recording.forgetCalls();
      journal.append(Journals.step("a", "b", "c"));
      assertEquals(List.of("WRITE catalogue", "FORCE catalogue"), recording.changes());
    }
  }

  @Test
  void creationAndRewritingReplaceTheFileDurably() throws IOException {
    RecordingDisk recording = new RecordingDisk(disk, directory);
    List<String> replacement =
        List.of("TRUNCATE catalogue.tmp", "WRITE catalogue.tmp", "FORCE catalogue.tmp", "RENAME catalogue",
            "FORCE_DIRECTORY " + directory.getFileName());
    try (Journal journal = create(recording)) {
      assertEquals(replacement, recording.changes());
      journal.append(Journals.step("a"));
      recording.forgetCalls();
      journal.rewrite(Journals.step("b"));
      assertEquals(replacement, recording.changes());
    }
  }

  @Test
  void stepsGoOnAcrossARewrite() throws IOException {
    try (Journal journal = create(disk)) {
      journal.append(Journals.step("a"));
      journal.append(Journals.step("b"));
      assertEquals(3, journal.rewrite(Journals.step("ab")));
      assertEquals(4, journal.append(Journals.step("c")));
    }
    assertEquals(List.of("1.0:ab", "1.0:c"), contents());
    try (Journal journal = Journals.open(disk, file(), 4)) {
      assertEquals(4, journal.rewrite(List.of()));
      assertEquals(List.of(), contents());
      assertEquals(5, journal.append(Journals.step("d")));
    }
    assertEquals(List.of("1.0:d"), contents());
    assertEquals(0, ProcessWatch.descriptorsOf(directory));
  }

  @ParameterizedTest
  @EnumSource(
      value = DiskOperation.class,
      names = {"TRUNCATE", "WRITE", "FORCE"})
  void aRewriteThatFailsBeforeTheRenameChangesNothing(DiskOperation failing) throws IOException {
    FailingDisk faulty = new FailingDisk(disk);
    try (Journal journal = create(faulty)) {
      journal.append(Journals.step("a"));
      faulty.fail(failing, 1, FailingDisk::inputOutputError);
      assertThrows(IOException.class, () -> journal.rewrite(Journals.step("lost")));
      journal.append(Journals.step("b"));
    }
    assertEquals(List.of("1.0:a", "1.0:b"), contents());
    assertFalse(Files.exists(directory.resolve("catalogue.tmp")));
  }

  @ParameterizedTest
  @EnumSource(
      value = DiskOperation.class,
      names = {"RENAME", "FORCE_DIRECTORY"})
  void aRewriteThatFailsInTheReplacementIsFinal(DiskOperation failing) throws IOException {
    FailingDisk faulty = new FailingDisk(disk);
    Journal journal = create(faulty);
    journal.append(Journals.step("a"));
    faulty.fail(failing, 1, FailingDisk::inputOutputError);
    assertThrows(IOException.class, () -> journal.rewrite(Journals.step("b")));
    assertThrows(FailedFileException.class, () -> journal.append(Journals.step("c")));
    journal.close();
    assertTrue(List.of(List.of("1.0:a"), List.of("1.0:b")).contains(contents()));
  }

  @Test
  void aFailedForceIsFinalAndLaterAppendsNameTheFirstCause() throws IOException {
    IOException first = FailingDisk.inputOutputError();
    FailingDisk faulty = new FailingDisk(disk);
    try (Journal journal = create(faulty)) {
      faulty.fail(DiskOperation.FORCE, 1, () -> first);
      assertSame(first, assertThrows(IOException.class, () -> journal.append(Journals.step("a"))));
      for (int i = 0; i < 2; i++) {
        FailedFileException later =
            assertThrows(FailedFileException.class, () -> journal.append(Journals.step("b")));
        assertSame(first, later.getCause());
      }
      assertThrows(FailedFileException.class, () -> journal.rewrite(Journals.step("c")));
    }
  }

  @Test
  void noSpaceInAForceIsFinalToo() throws IOException {
    FailingDisk faulty = new FailingDisk(disk);
    try (Journal journal = create(faulty)) {
      faulty.fail(DiskOperation.FORCE, 1, FailingDisk::full);
      assertThrows(DiskFullException.class, () -> journal.append(Journals.step("a")));
      assertThrows(FailedFileException.class, () -> journal.append(Journals.step("b")));
    }
  }

  @Test
  void aFullDiskIsCutBackAndTheJournalGoesOn() throws IOException {
    FailingDisk faulty = new FailingDisk(disk);
    try (Journal journal = create(faulty)) {
      journal.append(Journals.step("a"));
      long size = journal.sizeBytes();
      faulty.failAfterBytes(call -> call.operation() == DiskOperation.WRITE, 20, FailingDisk::full);
      assertThrows(DiskFullException.class, () -> journal.append(Journals.step("lost")));
      assertEquals(size, Files.size(file()));
      assertEquals(2, journal.append(Journals.step("b")));
    }
    assertEquals(List.of("1.0:a", "1.0:b"), contents());
  }

  @Test
  void aCutBackThatFailsIsFinal() throws IOException {
    FailingDisk faulty = new FailingDisk(disk);
    try (Journal journal = create(faulty)) {
      faulty.fail(DiskOperation.WRITE, 1, FailingDisk::full);
      faulty.fail(DiskOperation.TRUNCATE, 1, FailingDisk::inputOutputError);
      assertThrows(DiskFullException.class, () -> journal.append(Journals.step("a")));
      assertThrows(FailedFileException.class, () -> journal.append(Journals.step("b")));
    }
  }

  @Test
  void aWriteThatFailsWithAnythingElseIsFinal() throws IOException {
    FailingDisk faulty = new FailingDisk(disk);
    try (Journal journal = create(faulty)) {
      faulty.fail(DiskOperation.WRITE, 1, FailingDisk::inputOutputError);
      assertThrows(IOException.class, () -> journal.append(Journals.step("a")));
      assertThrows(FailedFileException.class, () -> journal.append(Journals.step("b")));
    }
  }

  @Test
  void anInterruptFailsTheAppendItHitsAndNoOther() throws IOException {
    try (Journal journal = create(disk)) {
      journal.append(Journals.step("a"));
      Thread.currentThread().interrupt();
      assertThrows(ClosedByInterruptException.class, () -> journal.append(Journals.step("lost")));
      assertTrue(Thread.interrupted(), "the interrupt was swallowed");
      assertEquals(2, journal.append(Journals.step("b")));
    }
    assertEquals(List.of("1.0:a", "1.0:b"), contents());
    assertEquals(0, ProcessWatch.descriptorsOf(directory));
  }

  @Test
  void aRewriteRaisesTheVersionOfTheContentAndAnAppendDoesNot() throws IOException {
    create(disk).close();
    FileStamp later = new FileStamp(Journals.STAMP.magic(), 2, Journals.STAMP.identity());
    try (Journal journal = Journal.open(disk, file(), later, 0, entry -> {})) {
      journal.append(Journals.step("a"));
      assertEquals(1, journal.contentVersion());
      journal.rewrite(Journals.step("b"));
      assertEquals(2, journal.contentVersion());
    }
    assertThrows(NewerFormatException.class, this::contents);
  }

  @Test
  void anInterruptedRewriteEitherFailsUnchangedOrIsDoneAndStaysPending() throws IOException {
    FailingDisk faulty = new FailingDisk(disk);
    try (Journal journal = create(faulty)) {
      journal.append(Journals.step("a"));
      faulty.fail(DiskOperation.FORCE_DIRECTORY, 1, ClosedByInterruptException::new);
      journal.rewrite(Journals.step("b"));
      journal.append(Journals.step("c"));
      Thread.currentThread().interrupt();
      assertThrows(ClosedByInterruptException.class, () -> journal.rewrite(Journals.step("lost")));
      assertTrue(Thread.interrupted(), "the interrupt was swallowed");
      journal.append(Journals.step("d"));
    }
    assertEquals(List.of("1.0:b", "1.0:c", "1.0:d"), contents());
  }

  @Test
  void anAppendAfterCloseIsRefused() throws IOException {
    Journal journal = create(disk);
    journal.close();
    journal.close();
    assertThrows(ClosedChannelException.class, () -> journal.append(Journals.step("a")));
  }

  @Test
  void limitsAreTheCallersMistake() throws IOException {
    assertThrows(IllegalArgumentException.class, () -> new JournalEntry(256, 0, Journals.bytes("")));
    assertThrows(IllegalArgumentException.class, () -> new JournalEntry(0, -1, Journals.bytes("")));
    try (Journal journal = create(disk)) {
      assertThrows(IllegalArgumentException.class, () -> journal.append(List.of()));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Journal.create(disk, directory.resolve("other"), Journals.STAMP.of(FileStamp.ANY_IDENTITY)));
  }

  @Test
  void aVisitorThatThrowsFailsTheOpeningAndLeavesTheFile() throws IOException {
    try (Journal journal = create(disk)) {
      journal.append(Journals.step("a"));
    }
    byte[] before = Files.readAllBytes(file());
    IOException refusal = new IOException("unknown entry");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                Journal.open(
                    disk,
                    file(),
                    Journals.STAMP,
                    0,
                    entry -> {
                      throw refusal;
                    }));
    assertSame(refusal, thrown);
    assertArrayEquals(before, Files.readAllBytes(file()));
    assertEquals(0, ProcessWatch.descriptorsOf(directory));
  }
}
