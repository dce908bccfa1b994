package io.duolog.io.durable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.RecordingDisk;
import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.ForeignFileException;
import io.duolog.io.file.NewerFormatException;
import io.duolog.io.file.SystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What crashes and media faults leave: three steps of which the last has two entries. */
class JournalDamageTest {
  private static final List<String> TWO_STEPS = List.of("1.0:first", "1.0:second", "1.0:more");

  @TempDir Path directory;
  private final SystemDisk disk = new SystemDisk();
  private int secondStepEnd;
  private byte[] whole = {};

  private Path file() {
    return directory.resolve("catalogue");
  }

  @BeforeEach
  void write() throws IOException {
    try (Journal journal = Journal.create(disk, file(), Journals.STAMP)) {
      journal.append(Journals.step("first"));
      journal.append(Journals.step("second", "more"));
      secondStepEnd = (int) journal.sizeBytes();
      journal.append(Journals.step("third", "and the last"));
    }
    whole = Files.readAllBytes(file());
  }

  private List<String> contentsOf(byte[] bytes) throws IOException {
    Files.write(file(), bytes);
    return Journals.contents(disk, file());
  }

  @Test
  void aTailTornAtAnyLengthIsCutToTheLastWholeStep() throws IOException {
    for (int length = secondStepEnd; length < whole.length; length++) {
      assertEquals(TWO_STEPS, contentsOf(Arrays.copyOf(whole, length)), "length " + length);
      assertEquals(secondStepEnd, Files.size(file()));
    }
  }

  @Test
  void aTailOfZerosIsCut() throws IOException {
    for (int from = secondStepEnd; from < whole.length - 8; from += 8) {
      byte[] zeroed = whole.clone();
      Arrays.fill(zeroed, from, whole.length, (byte) 0);
      assertEquals(TWO_STEPS, contentsOf(zeroed), "zeros from " + from);
    }
    assertEquals(5, contentsOf(Arrays.copyOf(whole, whole.length + 4096)).size());
    assertEquals(whole.length, Files.size(file()));
  }

  /** Pages of one step reach the device in any order: a good entry behind a bad one of its step is no corruption. */
  @Test
  void anyDamageInTheLastStepCutsThatStepWhole() throws IOException {
    for (int i = secondStepEnd; i < whole.length; i++) {
      assertEquals(TWO_STEPS, contentsOf(damaged(i)), "byte " + i);
    }
  }

  @Test
  void damageInTheLastStepIsCorruptionIfThatStepIsKnownToBeDurable() throws IOException {
    for (int i = secondStepEnd; i < whole.length; i++) {
      byte[] damaged = damaged(i);
      Files.write(file(), damaged);
      assertThrows(CorruptFileException.class, () -> Journals.open(disk, file(), 3));
      assertArrayEquals(damaged, Files.readAllBytes(file()), "a corrupt file was changed");
    }
    Files.write(file(), whole);
    assertEquals(5, Journals.contents(disk, file(), 3).size());
  }

  @Test
  void damageBeforeALaterStepIsCorruptionAndNothingIsChangedOrShown() throws IOException {
    for (int i = JournalLayout.ENTRIES; i < secondStepEnd; i++) {
      byte[] damaged = damaged(i);
      Files.write(file(), damaged);
      List<String> shown = new ArrayList<>();
      JournalVisitor visitor = entry -> shown.add("shown");
      CorruptFileException corrupt =
          assertThrows(CorruptFileException.class, () -> Journal.open(disk, file(), Journals.STAMP, 0, visitor));
      assertTrue(corrupt.position() <= i && i - corrupt.position() < 64, i + " reported as " + corrupt.position());
      assertEquals(file(), corrupt.file());
      assertEquals(List.of(), shown);
      assertArrayEquals(damaged, Files.readAllBytes(file()));
    }
  }

  @Test
  void damageInTheHeaderIsNeverTakenForAnEmptyJournal() throws IOException {
    for (int i = 0; i < JournalLayout.ENTRIES; i++) {
      Files.write(file(), damaged(i));
      Class<? extends IOException> expected = i < Long.BYTES ? ForeignFileException.class : CorruptFileException.class;
      assertThrows(expected, () -> Journals.open(disk, file(), 0), "byte " + i);
    }
    for (int length = 0; length < JournalLayout.ENTRIES; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThrows(CorruptFileException.class, () -> Journals.open(disk, file(), 0), "length " + length);
    }
  }

  @Test
  void newerAndForeignFilesAreRefusedUnchanged() throws IOException {
    byte[] torn = Arrays.copyOf(whole, whole.length - 3);
    Files.write(file(), torn);
    FileStamp foreign = Journals.STAMP.of(5);
    assertThrows(ForeignFileException.class, () -> Journal.open(disk, file(), foreign, 0, entry -> {}));
    FileStamp otherKind = new FileStamp(7, 1, Journals.STAMP.identity());
    assertThrows(ForeignFileException.class, () -> Journal.open(disk, file(), otherKind, 0, entry -> {}));
    assertArrayEquals(torn, Files.readAllBytes(file()));
    ByteBuffer newer = ByteBuffer.wrap(whole.clone()).putShort(JournalLayout.CONTENT, (short) 2);
    newer.putInt(JournalLayout.HEADER_CRC, JournalLayout.crc(newer, 0, JournalLayout.HEADER_CRC));
    Files.write(file(), newer.array());
    assertThrows(NewerFormatException.class, () -> Journals.open(disk, file(), 0));
  }

  @Test
  void whatWasCutNeverComesBack() throws IOException {
    assertEquals(TWO_STEPS, contentsOf(Arrays.copyOf(whole, whole.length - 1)));
    try (Journal journal = Journals.open(disk, file(), 0)) {
      assertEquals(2, journal.lastStep());
      journal.append(Journals.step("other"));
    }
    assertEquals(4, Journals.contents(disk, file()).size());
  }

  /** After a power cut all steps that were acknowledged are there, and of the next one all or nothing. */
  @Test
  void aPowerCutKeepsWhatWasAcknowledged() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("power cuts of a journal, seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      Path store = Files.createDirectory(directory.resolve("store" + round));
      RecordingDisk recording = new RecordingDisk(disk, store);
      Path catalogue = store.resolve("catalogue");
      int steps = random.nextInt(4);
      try (Journal journal = Journal.create(recording, catalogue, Journals.STAMP)) {
        for (int step = 1; step <= steps; step++) {
          journal.append(Journals.step("x".repeat(random.nextInt(3000)), "y".repeat(random.nextInt(3000))));
        }
      }
      writeUnforced(catalogue, steps + 1, random);
      Path left = directory.resolve("left" + round);
      recording.powerCut(left, random);
      int found = Journals.contents(disk, left.resolve("catalogue"), steps).size();
      assertTrue(found == 2 * steps || found == 2 * steps + 2, steps + " steps acknowledged, entries " + found);
    }
  }

  private static void writeUnforced(Path catalogue, int number, Random random) throws IOException {
    List<JournalEntry> step = Journals.step("z".repeat(random.nextInt(5000)), "z".repeat(random.nextInt(5000)));
    ByteBuffer bytes = ByteBuffer.allocate((int) JournalLayout.stepBytes(step));
    JournalLayout.putStep(bytes, number, step);
    Files.write(catalogue, bytes.array(), StandardOpenOption.APPEND);
  }

  private byte[] damaged(int index) {
    byte[] damaged = whole.clone();
    damaged[index] ^= 0x10;
    return damaged;
  }
}
