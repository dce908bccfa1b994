package io.duolog.io.durable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.faults.RecordingDisk;
import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.ForeignFileException;
import io.duolog.io.file.NewerFormatException;
import io.duolog.io.file.SystemDisk;
import io.duolog.io.watch.ProcessWatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointFileTest {
  private static final FileStamp STAMP = new FileStamp(0x44554F434B505431L, 3, 0x1234);

  @TempDir Path directory;
  private final SystemDisk disk = new SystemDisk();

  private Path file() {
    return directory.resolve("checkpoint");
  }

  private CheckpointFile checkpoint() {
    return new CheckpointFile(disk, file(), STAMP);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString();
  }

  private void write(String... payloads) throws IOException {
    CheckpointFile checkpoint = checkpoint();
    checkpoint.read();
    for (String payload : payloads) {
      checkpoint.write(bytes(payload));
    }
  }

  @Test
  void whatWasWrittenLastIsReadWithItsSequence() throws IOException {
    assertEquals(Optional.empty(), checkpoint().read());
    write("one", "two", "");
    write("four");
    Checkpoint found = checkpoint().read().orElseThrow();
    assertEquals("four", text(found.payload()));
    assertEquals(4, found.sequence());
    assertEquals(3, found.version());
    assertEquals(0x1234, found.identity());
    assertEquals(0, ProcessWatch.descriptorsOf(directory));
    assertEquals(List.of("checkpoint"), disk.list(directory).stream().map(entry -> entry.name()).toList());
  }

  @Test
  void thePayloadBufferIsOnlyBorrowed() throws IOException {
    ByteBuffer payload = bytes("xxpayloadxx").position(2).limit(9);
    CheckpointFile checkpoint = checkpoint();
    checkpoint.read();
    checkpoint.write(payload);
    assertEquals(2, payload.position());
    assertEquals("payload", text(checkpoint().read().orElseThrow().payload()));
  }

  @Test
  void everySingleByteThatChangesIsNoticed() throws IOException {
    write("some payload");
    byte[] whole = Files.readAllBytes(file());
    for (int i = 0; i < whole.length; i++) {
      for (int mask : new int[] {1, 0x80, 0xFF}) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) mask;
        Files.write(file(), damaged);
        Class<? extends IOException> expected =
            i < Long.BYTES ? ForeignFileException.class : CorruptFileException.class;
        assertThrows(expected, () -> checkpoint().read(), "byte " + i + " mask " + mask);
      }
    }
  }

  @Test
  void everyOtherLengthIsCorrupt() throws IOException {
    write("some payload");
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      assertThrows(CorruptFileException.class, () -> checkpoint().read(), "length " + length);
    }
    Files.write(file(), Arrays.copyOf(whole, whole.length + 1));
    assertThrows(CorruptFileException.class, () -> checkpoint().read());
    Files.write(file(), new byte[100]);
    assertThrows(CorruptFileException.class, () -> checkpoint().read());
  }

  @Test
  void newerAndForeignFilesAreToldApartAndNeverChanged() throws IOException {
    write("payload");
    byte[] whole = Files.readAllBytes(file());
    assertRefused(NewerFormatException.class, new FileStamp(STAMP.magic(), 2, STAMP.identity()));
    assertRefused(ForeignFileException.class, new FileStamp(STAMP.magic() + 1, 3, STAMP.identity()));
    assertRefused(ForeignFileException.class, STAMP.of(0x4321));
    assertArrayEquals(whole, Files.readAllBytes(file()));
    Files.writeString(file(), "short");
    assertRefused(ForeignFileException.class, STAMP);
    assertEquals("short", Files.readString(file()));
  }

  private void assertRefused(Class<? extends IOException> expected, FileStamp stamp) {
    CheckpointFile checkpoint = new CheckpointFile(disk, file(), stamp);
    assertThrows(expected, checkpoint::read);
    assertThrows(IllegalStateException.class, () -> checkpoint.write(bytes("over it")));
  }

  @Test
  void aNewerContainerIsRefusedWhateverElseItHolds() throws IOException {
    write("payload");
    ByteBuffer newer = ByteBuffer.wrap(Files.readAllBytes(file()));
    newer.putShort(CheckpointLayout.CONTAINER, (short) 2);
    newer.putInt(CheckpointLayout.LENGTH, 99);
    newer.putInt(CheckpointLayout.HEADER_CRC, CheckpointLayout.crc(newer, 0, CheckpointLayout.HEADER_CRC));
    Files.write(file(), newer.array());
    assertThrows(NewerFormatException.class, () -> checkpoint().read());
  }

  @Test
  void anOlderVersionOfThePayloadIsReadAsWhatItIs() throws IOException {
    write("old");
    CheckpointFile later = new CheckpointFile(disk, file(), new FileStamp(STAMP.magic(), 4, STAMP.identity()));
    assertEquals(3, later.read().orElseThrow().version());
    later.write(bytes("new"));
    assertEquals(4, later.read().orElseThrow().version());
  }

  @Test
  void anIdentityThatWasLeftOpenIsTheFoundOne() throws IOException {
    CheckpointFile open = new CheckpointFile(disk, file(), STAMP.of(FileStamp.ANY_IDENTITY));
    assertTrue(open.read().isEmpty());
    assertThrows(IllegalStateException.class, () -> open.write(bytes("whose?")));
    write("first");
    assertEquals(0x1234, open.read().orElseThrow().identity());
    open.write(bytes("second"));
    assertEquals(2, checkpoint().read().orElseThrow().sequence());
  }

  @Test
  void aCorruptFileMayBeWrittenAnewAfterItWasSeen() throws IOException {
    write("payload");
    Files.write(file(), new byte[50]);
    CheckpointFile checkpoint = checkpoint();
    assertThrows(IllegalStateException.class, () -> checkpoint.write(bytes("unseen")));
    assertThrows(CorruptFileException.class, checkpoint::read);
    checkpoint.write(bytes("anew"));
    assertEquals("anew", text(checkpoint().read().orElseThrow().payload()));
  }

  @Test
  void aReplacementForcesTheFileThenRenamesThenForcesTheDirectory() throws IOException {
    RecordingDisk recording = new RecordingDisk(disk, directory);
    CheckpointFile checkpoint = new CheckpointFile(recording, file(), STAMP);
    checkpoint.read();
    checkpoint.write(bytes("payload"));
    assertEquals(
        List.of("TRUNCATE checkpoint.tmp", "WRITE checkpoint.tmp", "FORCE checkpoint.tmp", "RENAME checkpoint",
            "FORCE_DIRECTORY " + directory.getFileName()),
        recording.changes());
  }

  @ParameterizedTest
  @EnumSource(
      value = DiskOperation.class,
      names = {"TRUNCATE", "WRITE", "FORCE", "RENAME"})
  void aWriteThatFailsLeavesTheOldContent(DiskOperation failing) throws IOException {
    write("old");
    CheckpointFile checkpoint =
        new CheckpointFile(new FailingDisk(disk).fail(failing, 1, FailingDisk::inputOutputError), file(), STAMP);
    checkpoint.read();
    assertThrows(IOException.class, () -> checkpoint.write(bytes("new")));
    assertEquals("old", text(checkpoint().read().orElseThrow().payload()));
    assertEquals(0, ProcessWatch.descriptorsOf(directory));
    checkpoint.write(bytes("newer"));
    assertEquals("newer", text(checkpoint().read().orElseThrow().payload()));
    assertFalse(Files.exists(directory.resolve("checkpoint.tmp")));
  }

  @Test
  void anInterruptFailsOneWriteAndLeavesTheOldContent() throws IOException {
    write("old");
    CheckpointFile checkpoint = checkpoint();
    checkpoint.read();
    Thread.currentThread().interrupt();
    assertThrows(IOException.class, () -> checkpoint.write(bytes("new")));
    assertTrue(Thread.interrupted());
    checkpoint.write(bytes("newer"));
    assertEquals("newer", text(checkpoint().read().orElseThrow().payload()));
  }

  /** A power cut after any call leaves the old document or the new, and the new once the write returned. */
  @Test
  void aPowerCutLeavesOneDocumentOrTheOther() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("power cuts of a checkpoint, seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      Path store = Files.createDirectory(directory.resolve("store" + round));
      RecordingDisk recording = new RecordingDisk(disk, store);
      int failing = 1 + random.nextInt(6);
      FailingDisk dying = new FailingDisk(recording).failAll(new Countdown(failing), FailingDisk::inputOutputError);
      CheckpointFile checkpoint = new CheckpointFile(recording, store.resolve("checkpoint"), STAMP);
      checkpoint.read();
      checkpoint.write(bytes("old"));
      CheckpointFile doomed = new CheckpointFile(dying, store.resolve("checkpoint"), STAMP);
      boolean isDone = false;
      try {
        doomed.read();
        doomed.write(bytes("new"));
        isDone = true;
      } catch (IOException e) {
        assertEquals("Input/output error", e.getMessage());
      }
      Path left = directory.resolve("left" + round);
      recording.powerCut(left, random);
      String found = text(new CheckpointFile(disk, left.resolve("checkpoint"), STAMP).read().orElseThrow().payload());
      assertTrue(found.equals("new") || (!isDone && found.equals("old")), "found " + found + " done " + isDone);
    }
  }

  /** Confined to one thread. Chooses every change of the disk after the first ones. */
  private static final class Countdown implements Predicate<DiskCall> {
    private int left;

    Countdown(int left) {
      this.left = left;
    }

    @Override
    public boolean test(DiskCall call) {
      return call.operation() != DiskOperation.OPEN && call.operation() != DiskOperation.READ && left-- <= 1;
    }
  }
}
