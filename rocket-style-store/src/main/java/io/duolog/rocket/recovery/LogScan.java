package io.duolog.rocket.recovery;

import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import io.duolog.io.framing.ReadWindow;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.recovery.StoredFiles.Numbered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Confined to one opening. Walks the frames of the log with every check that there is (C2, C8), on bytes that the
 * kernel has copied to the heap (E4). A published frame is shown; a valid reservation is shown as skipped; anything
 * else is the end. Below the durable position it is corruption instead (C3).
 */
final class LogScan {
  private static final int WINDOW_BYTES = 1 << 20;

  private final Disk disk;
  private final long durablePosition;
  private final FrameVisitor visitor;
  private final FrameImage image = new FrameImage();
  private final RecordBatch batch = new RecordBatch();
  private int generation;
  private long position;

  LogScan(Disk disk, long durablePosition, int floorGeneration, FrameVisitor visitor) {
    this.disk = disk;
    this.durablePosition = durablePosition;
    this.generation = floorGeneration;
    this.visitor = visitor;
  }

  /** Is shown the frames in order; what it is given is valid until it returns. */
  interface FrameVisitor {
    /** A published batch. */
    void batch(FrameImage frame, RecordBatch batch) throws IOException;

    /** A published frame without a batch. */
    void marker(FrameImage frame, FrameKind kind) throws IOException;

    /** A frame that was reserved and never published. */
    void skipped(FrameImage frame) throws IOException;

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
      if (position == file.number() || (position > file.number() && position < end)) {
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
      ReadWindow window = new ReadWindow(disk, channel, (int) Math.min(WINDOW_BYTES, file.sizeBytes()));
      while (end - position >= FrameLayout.HEADER_SIZE_BYTES && !visitor.isDone()) {
        if (!step(file, end, window)) {
          if (position < durablePosition) {
            throw new CorruptFileException(file.path(), position - file.number(), "no whole frame below the watermark");
          }
          return;
        }
      }
      position = visitor.isDone() ? position : end; // a rest that is too short for a frame has no meaning
    }
  }

  private boolean step(Numbered file, long end, ReadWindow window) throws IOException {
    long at = position - file.number();
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

  /** A batch and a reservation are summed by the reservation's checksum first, before their length is believed. */
  private boolean isSound() {
    boolean isReservation = !image.isPublished() || image.kindCode() == FrameKind.BATCH.code();
    return isReservation ? image.hasValidReservation() : image.hasValidFrame();
  }

  private boolean show(long at, int length, ReadWindow window) throws IOException {
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

  private boolean showBatch(long at, int length, ReadWindow window) throws IOException {
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
