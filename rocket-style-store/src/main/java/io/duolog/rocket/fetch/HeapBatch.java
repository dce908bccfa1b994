package io.duolog.rocket.fetch;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.record.RecordBatch;
import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.LogFile;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.nio.ByteBuffer;

/**
 * Confined to one thread. A stored batch, with its frame's header, as a heap copy that is summed (E4, R5); used again
 * for the next one. The frame's checksum covers what the batch's own leaves out: leader epoch and magic (C8).
 */
final class HeapBatch {
  private static final int HEADER_BYTES = FrameLayout.HEADER_SIZE_BYTES;

  private final FrameImage frame = new FrameImage();
  private final RecordBatch batch = new RecordBatch();
  private ByteBuffer copy = ByteBuffer.allocate(0);

  /**
   * Which batch it is; immutable.
   *
   * @param name the partition
   * @param first its base offset
   * @param next the offset behind it
   */
  record Place(TopicPartition name, long first, long next) {}

  /**
   * Copies and checks a batch.
   *
   * @param index where the batch begins in the file, behind its frame's header
   * @param place whose batch it is and which offsets it has, for the message
   * @return a view that is valid until the next call
   * @throws CorruptException if its checksum or its frame's does not hold
   */
  RecordBatch load(LogFile file, int index, int sizeBytes, Place place) {
    int length = HEADER_BYTES + sizeBytes;
    if (copy.capacity() < length) {
      copy = ByteBuffer.allocate(length);
    }
    copy.clear().limit(length);
    try {
      file.view().get(index - HEADER_BYTES, copy.array(), 0, length);
      NativeCalls.system().faultPoint();
    } catch (InternalError fault) {
      throw Faults.mappingFault(file.path(), index, fault);
    }
    if (!isWhole(sizeBytes)) {
      throw new CorruptException(
          "the batch of " + place.name + " with offsets [" + place.first + ", " + place.next + ") is damaged",
          FaultLocation.of(file.path(), index),
          null);
    }
    return batch;
  }

  private boolean isWhole(int sizeBytes) {
    frame.load(copy, 0);
    if (!frame.isPublished() || frame.length() != HEADER_BYTES + sizeBytes || !frame.hasValidFrame()) {
      return false;
    }
    batch.wrap(copy, HEADER_BYTES);
    return batch.sizeBytes() == sizeBytes && batch.hasValidCrc();
  }

  RecordBatch batch() {
    return batch;
  }
}
