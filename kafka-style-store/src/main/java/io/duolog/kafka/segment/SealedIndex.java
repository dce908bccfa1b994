package io.duolog.kafka.segment;

import io.duolog.io.mapped.MappedFile;
import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.kafka.format.OffsetIndexLayout;
import io.duolog.kafka.format.TimeIndexLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe. The mapped index files of a sealed segment, which were checked against the catalogue before they were
 * mapped. An empty file is not mapped at all.
 */
final class SealedIndex implements SegmentIndex {
  private final @Nullable MappedFile offsets;
  private final @Nullable MappedFile times;

  SealedIndex(@Nullable MappedFile offsets, @Nullable MappedFile times) {
    this.offsets = offsets;
    this.times = times;
  }

  /** Takes the lease that {@link #release} gives back; false once it is closed. */
  boolean tryAcquire() {
    if (offsets != null && !offsets.tryAcquire()) {
      return false;
    }
    if (times != null && !times.tryAcquire()) {
      if (offsets != null) {
        offsets.release();
      }
      return false;
    }
    return true;
  }

  /** How many mappings it holds. */
  int mappingCount() {
    return (offsets == null ? 0 : 1) + (times == null ? 0 : 1);
  }

  @Override
  public int offsetCount() {
    return offsets == null ? 0 : (int) (offsets.sizeBytes() / OffsetIndexLayout.ENTRY_BYTES);
  }

  @Override
  public long offsetEntry(int slot) {
    return view(offsets).getLong(slot * OffsetIndexLayout.ENTRY_BYTES);
  }

  @Override
  public int timeCount() {
    return times == null ? 0 : (int) (times.sizeBytes() / TimeIndexLayout.ENTRY_BYTES);
  }

  @Override
  public long timestamp(int slot) {
    return view(times).getLong(slot * TimeIndexLayout.ENTRY_BYTES + TimeIndexLayout.TIMESTAMP_AT);
  }

  @Override
  public int timeOffset(int slot) {
    return view(times).getInt(slot * TimeIndexLayout.ENTRY_BYTES + TimeIndexLayout.RELATIVE_OFFSET_AT);
  }

  private static ByteBuffer view(@Nullable MappedFile file) {
    if (file == null) {
      throw new IndexOutOfBoundsException("an empty index has no entry");
    }
    return file.view();
  }

  @Override
  public void settle() {
    NativeCalls.system().faultPoint();
  }

  @Override
  public void release() {
    if (times != null) {
      times.release();
    }
    if (offsets != null) {
      offsets.release();
    }
  }

  /** Ends the granting of leases; unmapped with the last one. */
  void close() {
    if (times != null) {
      times.close();
    }
    if (offsets != null) {
      offsets.close();
    }
  }
}
