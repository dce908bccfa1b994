package io.duolog.rocket.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.ClosedFileException;
import io.duolog.io.file.SystemDisk;
import io.duolog.record.RecordBatch;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.format.FrameOwner;
import io.duolog.rocket.log.FileSizing;
import io.duolog.rocket.recovery.StoredFiles.Numbered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan that passes what cannot be read, on a log of frames some of whose headers lie in two pages. */
class LogScanTest {
  private static final int PAGES = 200;
  private static final int SIZE = PAGES * FileSizing.PAGE_BYTES;
  private static final int FRAME = FrameLayout.HEADER_SIZE_BYTES;

  @TempDir Path area;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());
  private final Shown shown = new Shown();

  private static final class Shown implements LogScan.FrameVisitor {
    private final List<Long> positions = new ArrayList<>();
    private int faults;

    @Override
    public void batch(FrameImage frame, RecordBatch batch) {}

    @Override
    public void marker(FrameImage frame, FrameKind kind) {
      positions.add(frame.position());
    }

    @Override
    public void skipped(FrameImage frame) {}

    @Override
    public void damaged(FrameImage frame) {}

    @Override
    public void unknown(long firstPosition, long nextPosition) {}

    @Override
    public void unreadable(long firstPosition, long nextPosition, IOException fault) {
      faults++;
    }
  }

  @BeforeEach
  void fill() throws IOException {
    ByteBuffer log = ByteBuffer.allocate(SIZE);
    FrameOwner owner = new FrameOwner(1, 2, 3, 4);
    for (int at = 0; at + FRAME <= SIZE; at += FRAME) {
      new FrameImage().describe(FrameKind.CUT, FRAME, owner, 0).place(at, 1, 0).finish(0).put(log, at, false);
    }
    Files.write(area.resolve("0"), log.array());
  }

  private long scan(long durablePosition) throws IOException {
    List<Numbered> files = List.of(new Numbered(area.resolve("0"), 0, SIZE));
    return new LogScan(disk, durablePosition, 0, shown).passingUnreadable().scan(files, 0);
  }

  private static boolean meets(long position, long length, Set<Integer> pages) {
    long last = (position + length - 1) / FileSizing.PAGE_BYTES;
    return pages.stream().anyMatch(page -> position / FileSizing.PAGE_BYTES <= page && page <= last);
  }

  private static boolean isRead(DiskCall call) {
    return call.operation() == DiskOperation.READ;
  }

  private void failPages(Set<Integer> pages) {
    disk.heal();
    disk.failAll(
        call -> isRead(call) && meets(call.position(), call.length(), pages), FailingDisk::inputOutputError);
  }

  private void assertOnlyLost(Set<Integer> pages) throws IOException {
    failPages(pages);
    shown.positions.clear();
    scan(SIZE);
    List<Long> readable =
        LongStream.range(0, SIZE / FRAME).map(i -> i * FRAME).filter(at -> !meets(at, FRAME, pages)).boxed().toList();
    assertEquals(readable, shown.positions, () -> "without the pages " + pages);
  }

  @Test
  void c3_whatCanBeReadBetweenPagesThatCannotIsShown() throws IOException {
    for (int page = 0; page < 8; page++) {
      assertOnlyLost(Set.of(page));
      assertOnlyLost(Set.of(page, page + 1));
      assertOnlyLost(Set.of(page, page + 2));
      assertOnlyLost(Set.of(page, page + 1, page + 3, page + 4, page + 5));
    }
  }

  @Test
  void c3_aLongStretchThatCannotBeReadIsPassedInFewSteps() throws IOException {
    failPages(Set.copyOf(IntStream.range(1, PAGES).boxed().toList()));
    scan(SIZE);
    assertFalse(shown.positions.isEmpty());
    assertEquals(64 + 7, shown.faults);
  }

  @Test
  void c3_whatCannotBeReadBehindTheDurablePositionFailsNobody() throws IOException {
    long durablePosition = 100L * FRAME;
    disk.failAll(
        call -> isRead(call) && call.position() + call.length() > durablePosition, FailingDisk::inputOutputError);
    assertEquals(durablePosition, scan(durablePosition));
    assertEquals(100, shown.positions.size());
    assertEquals(0, shown.faults);
  }

  /** An interrupt and a close are no faults of the bytes that are read at that moment. */
  @Test
  void c3_aClosedFileIsNotPassed() {
    for (IOException closed : List.of(new ClosedByInterruptException(), new ClosedFileException(area))) {
      disk.heal();
      disk.failAll(LogScanTest::isRead, () -> closed);
      assertSame(closed, assertThrows(IOException.class, () -> scan(SIZE)));
    }
    assertEquals(0, shown.faults);
  }
}
