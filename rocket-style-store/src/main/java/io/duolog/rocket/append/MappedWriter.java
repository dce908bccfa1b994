package io.duolog.rocket.append;

import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.LogFile;

/**
 * Thread-safe. Copies frames into the mapping of their file: the reservation begins one with a negative length, the
 * copy goes on without the lock, and the length turns positive last.
 */
final class MappedWriter extends LogWriter {
  @Override
  void begin(LogFile file, PendingBatch batch) {
    batch.image.putReservation(file.view(), batch.index);
    file.setLength(batch.index, -FrameLayout.lengthOf(batch.sizeBytes));
  }

  @Override
  void mark(LogFile file, FrameImage image) {
    int index = file.indexOf(image.position());
    image.putReservation(file.view(), index);
    image.putRest(file.view(), index, false);
    file.setLength(index, image.length());
  }

  @Override
  void complete(PendingBatch batch) {
    batch.write();
  }

  @Override
  boolean mayGiveUp() {
    return true;
  }

  @Override
  boolean publish(PendingBatch batch) {
    return batch.publish();
  }
}
