package io.duolog.rocket.append;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendCompletion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Appenders put whole frames into a ring of memory, under the reservation lock; one thread writes them to the files, as
 * many as lie behind one another at a time, and publishes them (after RocketMQ's transient store pool). A frame counts
 * as appended when it is in the file, not when it is in the memory (D1).
 *
 * <p>Invariants: frames enter in order of their positions and are written in it; the memory from {@code memoryTaken} to
 * {@code memoryAdded}, and the frames from {@code taken} to {@code added}, are the thread's; a frame lies in one piece.
 * The counters are published with release by the one side that moves each, and read with acquire by the other.
 */
final class PoolWriter extends LogWriter {
  private static final int LEAST_MEMORY_BYTES = 8 << 20;
  private static final int MOST_FRAMES = 1 << 14;
  private static final int FRAMES_A_BATCH = 3;
  private static final int MOST_WRITE_BYTES = 1 << 20;

  private final StoreHealth health;
  private final Arena arena = Arena.ofShared();
  private final ByteBuffer memory;
  private final ByteBuffer source;
  private final int capacity;
  private final PooledFrame[] frames = new PooledFrame[MOST_FRAMES];
  private long memoryAdded;
  private volatile long memoryTaken;
  private volatile long added;
  private volatile long taken;
  private volatile long written;
  private volatile boolean isShared;

  PoolWriter(StoreHealth health, int maxBatchBytes, long position) {
    this.health = health;
    int largest = FrameLayout.spanOf(FrameLayout.lengthOf(maxBatchBytes)) + FrameLayout.HEADER_SIZE_BYTES;
    this.capacity = Math.toIntExact(Math.max(LEAST_MEMORY_BYTES, 2L * largest));
    this.memory = arena.allocate(capacity).asByteBuffer();
    this.source = memory.duplicate();
    this.written = position;
    for (int i = 0; i < MOST_FRAMES; i++) {
      frames[i] = new PooledFrame();
    }
  }

  /** From here on a thread takes the frames. */
  void share() {
    isShared = true;
  }

  private PooledFrame frame(long number) {
    return frames[(int) (number & (MOST_FRAMES - 1))];
  }

  private int indexOf(long place) {
    return (int) (place % capacity);
  }

  /** Where a frame of this size goes: it does not wrap. */
  private long placeFor(int sizeBytes) {
    int rest = capacity - indexOf(memoryAdded);
    return rest < sizeBytes ? memoryAdded + rest : memoryAdded;
  }

  @Override
  boolean hasRoom(int spanBytes) {
    int needed = spanBytes + FrameLayout.HEADER_SIZE_BYTES;
    return added - taken <= MOST_FRAMES - FRAMES_A_BATCH && placeFor(needed) + needed - memoryTaken <= capacity;
  }

  @Override
  void take(PendingBatch batch) {
    batch.putContent(memory, indexOf(placeFor(batch.spanBytes())));
  }

  @Override
  void begin(LogFile file, PendingBatch batch) {
    int sizeBytes = batch.spanBytes();
    long place = placeFor(sizeBytes);
    batch.putHeader(memory, indexOf(place));
    batch.writeEntry();
    NativeCalls.system().faultPoint(); // the thread may publish the entry at once (E4)
    frame(added).place(file, batch.position, sizeBytes, place);
  }

  @Override
  void reserved(Partition partition, PendingBatch batch, @Nullable AppendCompletion completion) {
    PooledFrame frame = frame(added);
    frame.describe(partition, batch, completion);
    add(frame);
  }

  /** While the store is opened there is no thread yet, and the frame is written at once. */
  private void add(PooledFrame frame) {
    memoryAdded = frame.memoryEnd();
    long count = added;
    added = count + 1;
    if (!isShared) {
      writeGroup();
      settle();
    }
  }

  /** A frame without bytes stands where the file begins: whatever is before it counts as written with it. */
  @Override
  void rolled(LogFile next) {
    PooledFrame frame = frame(added);
    frame.place(next, next.firstPosition(), 0, memoryAdded);
    add(frame);
  }

  @Override
  void mark(LogFile file, FrameImage image) {
    PooledFrame frame = frame(added);
    long place = placeFor(FrameLayout.HEADER_SIZE_BYTES);
    image.put(memory, indexOf(place), false);
    frame.place(file, image.position(), FrameLayout.HEADER_SIZE_BYTES, place);
    add(frame);
  }

  @Override
  void complete(PendingBatch batch) {}

  @Override
  boolean publish(PendingBatch batch) {
    throw new UnsupportedOperationException("the pool's thread publishes");
  }

  @Override
  long writtenPosition(long end) {
    return written;
  }

  @Override
  void close() {
    arena.close();
  }

  /** Whether frames wait to be written; for the pool's thread, as everything below. */
  boolean isEmpty() {
    return added == taken;
  }

  /**
   * Writes the frames that lie behind one another, from the first one on.
   *
   * @return how many
   */
  int writeGroup() {
    long first = taken;
    long end = added;
    PooledFrame begin = frame(first);
    PooledFrame last = begin;
    int count = 1;
    while (first + count < end
        && frame(first + count).follows(last)
        && indexOf(frame(first + count).memoryStart) != 0 // the memory may end exactly where a frame does
        && last.memoryEnd() - begin.memoryStart < MOST_WRITE_BYTES) {
      last = frame(first + count);
      count++;
    }
    int index = indexOf(begin.memoryStart);
    source.limit(index + (int) (last.memoryEnd() - begin.memoryStart)).position(index);
    LogFile file = begin.file();
    try {
      if (source.hasRemaining()) {
        file.write(source, file.indexOf(begin.position));
      }
    } catch (IOException e) {
      throw health.fail("a write of the log failed", file.path(), e);
    }
    return count;
  }

  /** The first frame that was not given back. */
  PooledFrame first() {
    return frame(taken);
  }

  /** The first frame is in its file, and published if it holds a batch: from here on a force may count on it. */
  void settle() {
    written = first().nextPosition();
    free();
  }

  /** Gives the first frame back, with its memory. */
  void free() {
    long number = taken;
    PooledFrame frame = frame(number);
    frame.clear();
    memoryTaken = frame.memoryEnd();
    taken = number + 1;
  }
}
