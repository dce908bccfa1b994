package io.duolog.rocket.append;

import io.duolog.rocket.fault.Faults;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.format.FrameOwner;
import io.duolog.rocket.log.CommitLog;
import io.duolog.rocket.log.FileSupply;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.log.WriteMode;
import io.duolog.rocket.partition.Abandonment;
import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Durability;
import io.duolog.storage.error.AbandonedAppendException;
import io.duolog.storage.error.StorageException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log and the one lock of an append, the reservation lock. Under it a batch gets its position, its base
 * offset and the slot of its queue entry, and its frame is begun; nothing that can wait for a disk happens there (E7).
 *
 * <p>Fields are guarded by the lock, except the end position, which is published with release after a frame was begun.
 */
public final class LogTail {
  /** What a reservation met. */
  enum Outcome {
    /** The place is reserved. */
    RESERVED,
    /** The next file of the log is not ready. */
    NO_LOG_FILE,
    /** The next file of the queue is not ready. */
    NO_QUEUE_FILE,
    /** The pool is full. */
    NO_POOL_ROOM,
    /** An append ended half-way; the force thread is about to fail the store. */
    LOST
  }

  private static final long THREAD_WAIT_NANOS = 20_000;

  private final Object lock = new Object();
  private final CommitLog log;
  private final FileSupply<LogFile> supply;
  private final StoreHealth health;
  private final SyncedAppends synced = new SyncedAppends();
  private final FrameImage padding = new FrameImage();
  private final AbandonedAppends abandoned;
  private final LogWriter writer;
  private final RollListener rolled;
  private final int generation;
  private @Nullable LogFile active;

  /** What ended an append that may have had its place, where nothing could be called: {@link #failIfLost}. */
  volatile @Nullable Throwable lost;

  private volatile long endPosition;
  private boolean isClosed;
  private long reservedBatches;
  private long reservedBytes;
  private long maxAppendTimeMillis;

  /**
   * A log that goes on at {@code start}.
   *
   * @param log the files in use; the last one holds the start, unless it is full or there is none
   * @param supply the files that follow
   * @param rolled is told of each file that is full, under the lock
   */
  public LogTail(CommitLog log, FileSupply<LogFile> supply, StoreHealth health, Start start, RollListener rolled) {
    this.writer = start.writer(health);
    this.log = log;
    this.abandoned = new AbandonedAppends(log);
    this.supply = supply;
    this.health = health;
    this.rolled = rolled;
    this.generation = start.generation();
    this.endPosition = start.position();
    LogFile last = log.files().isEmpty() ? null : log.files().getLast();
    this.active = last == null || last.nextPosition() <= start.position() ? null : last;
  }

  /**
   * Where a log goes on; immutable.
   *
   * @param position of the next frame
   * @param generation that it carries
   * @param mode how frames get into the files
   * @param maxBatchBytes largest batch
   */
  public record Start(long position, int generation, WriteMode mode, int maxBatchBytes) {
    private LogWriter writer(StoreHealth health) {
      return switch (mode) {
        case MAPPING -> new MappedWriter();
        case POOL -> new PoolWriter(health, maxBatchBytes, position);
        case CHANNEL -> new ChannelWriter(health, maxBatchBytes);
      };
    }
  }

  /** Is told that a file is full. Must be quick: it is called under the reservation lock. */
  @FunctionalInterface
  public interface RollListener {
    /** A file is full; its frames are not all published yet. */
    void full(LogFile file, long maxAppendTimeMillis);
  }

  /** Reserves the place of a batch, or changes nothing. */
  Outcome reserve(Partition partition, PendingBatch batch, AppendOptions options, AppendCompletion completion) {
    synchronized (lock) {
      health.requireWritable();
      if (lost != null) {
        return Outcome.LOST;
      }
      Abandonment abandonment = partition.abandonment();
      if (abandonment != null) {
        throw abandonment.exception();
      }
      int epoch = partition.epochFor(options.leaderEpoch());
      boolean isSynced = options.durability() == Durability.SYNCED;
      if (isSynced) {
        synced.makeRoom();
      }
      if (!writer.hasRoom(batch.spanBytes())) {
        return Outcome.NO_POOL_ROOM;
      }
      batch.isSettled = false;
      try {
        Outcome outcome = place(partition, batch, epoch, isSynced, completion);
        batch.isSettled = outcome != Outcome.RESERVED;
        return outcome;
      } catch (AbandonedAppendException e) {
        batch.isSettled = true; // nothing was reserved
        throw e;
      } catch (StackOverflowError e) {
        lost = e;
        throw e;
      } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
        throw broken(partition, e);
      }
    }
  }

  /** Fails the store if an append ended half-way and could not do so itself; for the force thread. */
  void failIfLost() {
    Throwable cause = lost;
    if (cause != null) {
      health.fail("an append ended half-way", null, cause);
    }
  }

  private Outcome place(
      Partition partition, PendingBatch batch, int epoch, boolean isSynced, AppendCompletion completion) {
    LogFile file = fileFor(batch.spanBytes());
    if (file == null) {
      return Outcome.NO_LOG_FILE;
    }
    take(partition, batch);
    long baseOffset = partition.nextOffset();
    if (!partition.queue().reserve(batch.slot, baseOffset, batch.sizeBytes, batch.maxTimestamp)) {
      return Outcome.NO_QUEUE_FILE;
    }
    batch.epochBefore = partition.leaderEpoch();
    begin(file, batch, baseOffset, epoch);
    partition.reserved(baseOffset + batch.recordCount, epoch);
    if (isSynced) {
      synced.add(partition, batch, completion);
    }
    endPosition = batch.position + batch.spanBytes(); // when it is known who waits: a force may cover it now
    writer.reserved(partition, batch, isSynced ? null : completion);
    reservedBytes += batch.sizeBytes;
    reservedBatches++; // last: whoever is counted is waited for at close
    return Outcome.RESERVED;
  }

  /** A place that is half reserved would stop its partition without a word: nobody gets another one. */
  private StorageException broken(Partition partition, Throwable cause) {
    Throwable told = Faults.causeOf(health.directory(), cause);
    return health.refuse("a batch of " + partition.spec().name() + " could not be written", null, told);
  }

  private void begin(LogFile file, PendingBatch batch, long baseOffset, int epoch) {
    long position = endPosition;
    batch.place(file, position, baseOffset);
    batch.image.stampBatch(baseOffset, epoch);
    batch.image.place(position, generation, baseOffset);
    writer.begin(file, batch);
    maxAppendTimeMillis = Math.max(maxAppendTimeMillis, batch.appendTimeMillis);
  }

  /** A buffer of the caller that cannot be read costs nobody else anything: nothing is reserved yet. */
  private void take(Partition partition, PendingBatch batch) {
    try {
      writer.take(batch);
    } catch (RuntimeException e) {
      throw Abandonment.exception(partition.spec(), e);
    }
  }

  /** The file with room for the next frame; the rest of a file without room becomes padding. */
  private @Nullable LogFile fileFor(int spanBytes) {
    LogFile file = active;
    if (file != null && file.nextPosition() - endPosition >= spanBytes) {
      return file;
    }
    LogFile next = supply.poll();
    if (next == null) {
      return null;
    }
    if (file != null) {
      seal(file);
    }
    log.add(next);
    writer.rolled(next);
    active = next;
    endPosition = next.firstPosition();
    return next;
  }

  private void seal(LogFile file) {
    int rest = (int) (file.nextPosition() - endPosition);
    if (rest >= FrameLayout.HEADER_SIZE_BYTES) {
      put(file, padding.describe(FrameKind.PADDING, rest, FrameOwner.STORE, 0).place(endPosition, generation, 0));
    }
    rolled.full(file, maxAppendTimeMillis);
    maxAppendTimeMillis = 0;
  }

  /**
   * Writes a frame without content and publishes it at once; for recovery.
   *
   * @return false if the next file of the log is not ready: nothing was written
   */
  public boolean mark(FrameKind kind, FrameOwner owner, long baseOffset) {
    synchronized (lock) {
      int length = FrameLayout.HEADER_SIZE_BYTES;
      LogFile file = fileFor(length);
      if (file == null) {
        return false;
      }
      put(file, padding.describe(kind, length, owner, 0).place(endPosition, generation, baseOffset));
      long position = endPosition;
      endPosition = position + length;
      return true;
    }
  }

  private void put(LogFile file, FrameImage image) {
    image.finish(maxAppendTimeMillis);
    writer.mark(file, image);
  }

  /** Gives up a batch that was reserved and could not be copied, and what stands behind it in its partition (D2). */
  AbandonedAppendException abandon(
      Partition partition, PendingBatch batch, Throwable cause, AbandonedAppends.Told told) {
    synchronized (lock) {
      return abandoned.begin(partition, batch, cause, told);
    }
  }

  /** Gives up a batch whose predecessor was given up while it was copied. */
  AbandonedAppendException abandonBehind(Partition partition, PendingBatch batch) {
    synchronized (lock) {
      return abandoned.follow(partition, batch);
    }
  }

  /** The appends that were given up. */
  AbandonedAppends abandoned() {
    return abandoned;
  }

  /** Batches that were reserved and given up. */
  public long abandonedBatches() {
    synchronized (lock) {
      return abandoned.batches();
    }
  }

  /** Bytes of batches that were reserved and given up. */
  public long abandonedBytes() {
    synchronized (lock) {
      return abandoned.bytes();
    }
  }

  /** Waits outside the lock for what a reservation lacked. */
  void await(Outcome outcome, Partition partition) {
    switch (outcome) {
      case NO_LOG_FILE -> supply.await();
      case NO_QUEUE_FILE -> partition.queue().awaitPage();
      case NO_POOL_ROOM, LOST -> LockSupport.parkNanos(this, THREAD_WAIT_NANOS);
      case RESERVED -> {}
    }
  }

  /** Runs {@code action} while no batch is reserved; it must not wait for a disk. */
  public void withoutAppends(Runnable action) {
    synchronized (lock) {
      action.run();
    }
  }

  /** Frees the memory that frames are made in, when nothing is appended any more; later calls do nothing. */
  public void close() {
    synchronized (lock) {
      if (!isClosed) {
        isClosed = true;
        writer.close();
      }
    }
  }

  /** Position behind the last frame that was begun. */
  public long endPosition() {
    return endPosition;
  }

  /** Position behind the last frame that is in the files, as far as frames get there in order. */
  long writtenPosition() {
    return writer.writtenPosition(endPosition);
  }

  /** How frames get into the files. */
  LogWriter writer() {
    return writer;
  }

  /** Generation of new frames. */
  public int generation() {
    return generation;
  }

  /** The store's first failure, if there was one. */
  public @Nullable StorageException failure() {
    return health.failure();
  }

  SyncedAppends synced() {
    return synced;
  }

  /** Batches that were reserved. */
  public long reservedBatches() {
    synchronized (lock) {
      return reservedBatches;
    }
  }

  /** Bytes of the batches that were reserved. */
  public long reservedBytes() {
    synchronized (lock) {
      return reservedBytes;
    }
  }
}
