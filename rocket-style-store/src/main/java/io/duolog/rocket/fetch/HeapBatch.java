package io.duolog.rocket.fetch;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.record.RecordBatch;
import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.log.LogFile;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.nio.ByteBuffer;

/** Confined to one thread. A stored batch as a heap copy that is summed (E4, R5); used again for the next one. */
final class HeapBatch {
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
   * @param place whose batch it is and which offsets it has, for the message
   * @return a view that is valid until the next call
   * @throws CorruptException if its checksum does not hold
   */
  RecordBatch load(LogFile file, int index, int sizeBytes, Place place) {
    if (copy.capacity() < sizeBytes) {
      copy = ByteBuffer.allocate(sizeBytes);
    }
    copy.clear().limit(sizeBytes);
    try {
      file.view().get(index, copy.array(), 0, sizeBytes);
      NativeCalls.system().faultPoint();
    } catch (InternalError fault) {
      throw Faults.mappingFault(file.path(), index, fault);
    }
    batch.wrap(copy, 0);
    if (batch.sizeBytes() != sizeBytes || !batch.hasValidCrc()) {
      throw new CorruptException(
          "the batch of " + place.name + " with offsets [" + place.first + ", " + place.next + ") is damaged",
          FaultLocation.of(file.path(), index),
          null);
    }
    return batch;
  }

  RecordBatch batch() {
    return batch;
  }
}
