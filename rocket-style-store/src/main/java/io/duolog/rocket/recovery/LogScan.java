package io.duolog.rocket.recovery;

import io.duolog.io.file.ClosedFileException;
import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.FileSizing;
import io.duolog.rocket.recovery.StoredFiles.Numbered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Confined to one opening. Walks the frames of the log with every check that there is (C2, C8), on bytes that the
 * kernel has copied to the heap (E4). A published frame is shown; a valid reservation is shown as skipped; anything
 * else is the end. Below the durable position it is corruption instead (C3): it is shown as damaged, and the scan goes
 * on behind it, at the length that its header gives if that can be trusted, else at the next frame that knows its own
 * position.
 */
final class LogScan {
  private static final int WINDOW_BYTES = 1 << 20;
  private static final int SINGLY_PASSED_PAGES = 64;
  private static final int MOST_PASSED_PAGES = 1 << 20;

  private final Disk disk;
  private final long durablePosition;
  private final FrameVisitor visitor;
  private final FrameImage image = new FrameImage();
  private final RecordBatch batch = new RecordBatch();
  private int generation;
  private long position;
  private boolean passesUnreadable;
  private long headerPosition;
  private long behindFrame;
  private long behindUnreadable = -1;
  private int faultsInRow;
  private int passedPages;

  LogScan(Disk disk, long durablePosition, int floorGeneration, FrameVisitor visitor) {
    this.disk = disk;
    this.durablePosition = durablePosition;
    this.generation = floorGeneration;
    this.visitor = visitor;
  }

  /**
   * Goes on behind bytes that cannot be read, instead of failing: behind the frame if its header can be read, else
   * behind the page. Many pages that follow one another are passed singly; behind those, twice as many each time that
   * what follows cannot be read either. Ends at the durable position: bytes behind it fail nobody.
   */
  LogScan passingUnreadable() {
    passesUnreadable = true;
    return this;
  }

  /** Is shown the frames in order; what it is given is valid until it returns. */
  interface FrameVisitor {
    /** A published batch. */
    void batch(FrameImage frame, RecordBatch batch) throws IOException;

    /** A published frame without a batch. */
    void marker(FrameImage frame, FrameKind kind) throws IOException;

    /** A frame that was reserved and never published. */
    void skipped(FrameImage frame) throws IOException;

    /** A frame below the durable position whose header is sound in length, owner and offsets, and nothing else is. */
    void damaged(FrameImage frame) throws IOException;

    /** Bytes below the durable position that cannot be told to be anything. */
    void unknown(long firstPosition, long nextPosition) throws IOException;

    /** Bytes below the durable position that cannot be read now, if the scan passes such bytes. */
    default void unreadable(long firstPosition, long nextPosition, IOException fault) throws IOException {
      throw fault;
    }

    /** Whether the scan may end before the end of the log. */
    default boolean isDone() {
      return false;
    }
  }

  /**
   * Scans files that follow one another.
   *
   * @param from the first frame, in the first file
   * @return where the log ends
   */
  long scan(List<Numbered> files, long from) throws IOException {
    position = from;
    for (Numbered file : files) {
      long end = file.number() + file.sizeBytes();
      if (!isOver() && (position == file.number() || (position > file.number() && position < end))) {
        scan(file, end);
        if (position < end) {
          return position;
        }
      }
    }
    return position;
  }

  private void scan(Numbered file, long end) throws IOException {
    try (FileChannel channel = disk.open(file.path(), OpenMode.READ)) {
      int stepBytes = (int) Math.min(WINDOW_BYTES, file.sizeBytes());
      LogWindow window = new LogWindow(disk, channel, stepBytes, passesUnreadable);
      while (end - position >= FrameLayout.HEADER_SIZE_BYTES && !isOver()) {
        if (!advance(file, end, window)) {
          return;
        }
      }
      position = isOver() ? position : end; // a rest that is too short for a frame has no meaning
    }
  }

  private boolean isOver() {
    return visitor.isDone() || (passesUnreadable && position >= durablePosition);
  }

  /** Goes to the next frame, or behind what is none; false at the end of the log. */
  private boolean advance(Numbered file, long end, LogWindow window) throws IOException {
    try {
      boolean isFrame = step(file, end, window);
      if (!isFrame && position < durablePosition) {
        pass(file, Math.min(end, durablePosition), window);
        return true;
      }
      return isFrame;
    } catch (ClosedChannelException | ClosedFileException e) {
      throw e; // an interrupt or a close, which says nothing about the bytes
    } catch (IOException e) {
      if (!passesUnreadable || position >= durablePosition) {
        throw e;
      }
      passUnreadable(file, Math.min(end, durablePosition), e);
      return true;
    }
  }

  private void passUnreadable(Numbered file, long end, IOException fault) throws IOException {
    faultsInRow = headerPosition == behindUnreadable ? faultsInRow + 1 : 1;
    passedPages = faultsInRow <= SINGLY_PASSED_PAGES ? 1 : Math.min(2 * passedPages, MOST_PASSED_PAGES);
    long page = (headerPosition - file.number()) / FileSizing.PAGE_BYTES;
    long behindPages = file.number() + (page + passedPages) * FileSizing.PAGE_BYTES;
    long next = Math.min(end, behindFrame >= 0 ? behindFrame : behindPages);
    visitor.unreadable(position, next, fault);
    position = next;
    behindUnreadable = next;
  }

  private boolean step(Numbered file, long end, LogWindow window) throws IOException {
    long at = position - file.number();
    headerPosition = position;
    behindFrame = -1;
    if (!window.load(at, FrameLayout.HEADER_SIZE_BYTES)) {
      return false;
    }
    image.load(window.bytes(), window.index());
    int length = image.length();
    boolean isFrame =
        length >= FrameLayout.HEADER_SIZE_BYTES
            && length <= end - position
            && image.position() == position
            && image.generation() >= generation
            && isSound();
    if (!isFrame || !show(at, length, window)) {
      return false;
    }
    generation = image.generation();
    position += FrameLayout.spanOf(length);
    return true;
  }

  /** Goes behind the damaged frame at the position; {@code end} is where a frame begins, or the file ends. */
  private void pass(Numbered file, long end, LogWindow window) throws IOException {
    if (load(file, position, window) && image.length() <= end - position && image.hasValidReservation()) {
      visitor.damaged(image);
      position += FrameLayout.spanOf(image.length());
      return;
    }
    long next = position + FrameLayout.ALIGNMENT;
    while (next < end && !(load(file, next, window) && image.length() <= end - next && isSound())) {
      next += FrameLayout.ALIGNMENT;
    }
    next = Math.min(next, end);
    visitor.unknown(position, next);
    position = next;
  }

  /** Loads the header at {@code at}; whether it may be that of a frame there. */
  private boolean load(Numbered file, long at, LogWindow window) throws IOException {
    headerPosition = at;
    behindFrame = -1;
    if (!window.load(at - file.number(), FrameLayout.HEADER_SIZE_BYTES)) {
      return false;
    }
    image.load(window.bytes(), window.index());
    return image.length() >= FrameLayout.HEADER_SIZE_BYTES
        && image.position() == at
        && image.generation() >= generation;
  }

  /** A batch and a reservation are summed by the reservation's checksum first, before their length is believed. */
  private boolean isSound() {
    boolean isReservation = !image.isPublished() || image.kindCode() == FrameKind.BATCH.code();
    return isReservation ? image.hasValidReservation() : image.hasValidFrame();
  }

  private boolean show(long at, int length, LogWindow window) throws IOException {
    if (!image.isPublished()) {
      if (position < durablePosition) {
        return false;
      }
      visitor.skipped(image);
      return true;
    }
    FrameKind kind = FrameKind.of(image.kindCode()).orElse(FrameKind.PADDING);
    if (kind == FrameKind.BATCH) {
      return showBatch(at, length, window);
    }
    if (kind != FrameKind.PADDING) {
      visitor.marker(image, kind);
    }
    return true;
  }

  private boolean showBatch(long at, int length, LogWindow window) throws IOException {
    behindFrame = position + FrameLayout.spanOf(length);
    if (length < FrameLayout.lengthOf(RecordBatchLayout.HEADER_SIZE_BYTES) || !window.load(at, length)) {
      return false;
    }
    ByteBuffer bytes = window.bytes();
    image.load(bytes, window.index());
    bytes.limit(window.index() + length);
    try {
      batch.wrap(bytes, window.index() + FrameLayout.HEADER_SIZE_BYTES);
      boolean isWhole =
          image.hasValidFrame()
              && batch.sizeBytes() == length - FrameLayout.HEADER_SIZE_BYTES
              && batch.baseOffset() == image.baseOffset()
              && batch.hasValidCrc();
      if (isWhole) {
        visitor.batch(image, batch);
      }
      return isWhole;
    } finally {
      bytes.clear();
    }
  }

  /** Largest generation that was met, or the floor. */
  int generation() {
    return generation;
  }
}
