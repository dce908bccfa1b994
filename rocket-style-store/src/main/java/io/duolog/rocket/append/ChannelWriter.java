package io.duolog.rocket.append;

import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.LogFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/**
 * Guarded by the reservation lock, but for the queue's entry. Writes each frame whole, at its position, with one system
 * call of the appender. The lock is held meanwhile, so the frames are written in order, and no other partition's append
 * gets a place before: a write into the page cache is short, and forces need no lock.
 */
final class ChannelWriter extends LogWriter {
  private final StoreHealth health;
  private final Arena arena = Arena.ofShared();
  private final ByteBuffer frame;

  ChannelWriter(StoreHealth health, int maxBatchBytes) {
    this.health = health;
    this.frame = arena.allocate(FrameLayout.spanOf(FrameLayout.lengthOf(maxBatchBytes))).asByteBuffer();
  }

  @Override
  void take(PendingBatch batch) {
    batch.putContent(frame, 0);
  }

  @Override
  void begin(LogFile file, PendingBatch batch) {
    batch.putHeader(frame, 0);
    write(file, batch.index, batch.spanBytes());
  }

  @Override
  void mark(LogFile file, FrameImage image) {
    image.put(frame, 0, false);
    write(file, file.indexOf(image.position()), FrameLayout.HEADER_SIZE_BYTES);
  }

  /** The blocks are there since the file was made (D6), so that a write lacks no space; whatever it meets is final. */
  private void write(LogFile file, int index, int sizeBytes) {
    try {
      file.write(frame.limit(sizeBytes).position(0), index);
    } catch (IOException e) {
      throw health.refuse("a write of the log failed", file.path(), e);
    } finally {
      frame.clear();
    }
  }

  @Override
  void close() {
    arena.close();
  }

  @Override
  void complete(PendingBatch batch) {
    batch.writeEntry();
  }

  @Override
  boolean publish(PendingBatch batch) {
    return batch.publishEntry();
  }
}
