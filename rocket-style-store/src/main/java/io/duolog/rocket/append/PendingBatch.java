package io.duolog.rocket.append;

import io.duolog.record.BatchOrigin;
import io.duolog.record.BatchValidator;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.record.RecordTags;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import io.duolog.rocket.format.FrameLayout;
import io.duolog.rocket.format.FrameOwner;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.partition.PublishedFrame;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.rocket.queue.QueueSlot;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.Origin;
import io.duolog.storage.ProducerPrecondition;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one thread. One batch on its way into the log: what was checked of it, and the place that was reserved
 * for it. Each thread uses one object for all its appends, in whatever store, so an append allocates nothing. An append
 * that a completion makes, on the thread that tells it and maybe in the middle of another one, has an object behind it.
 */
final class PendingBatch implements PublishedFrame {
  private static final ThreadLocal<PendingBatch> OF_THREAD = ThreadLocal.withInitial(PendingBatch::new);

  final FrameImage image = new FrameImage();
  final QueueSlot slot = new QueueSlot();
  final QueueCursor cursor = new QueueCursor();
  private final RecordTags tags = new RecordTags();
  private BatchValidator validator = new BatchValidator(Integer.MAX_VALUE);
  private int validatorLimit = Integer.MAX_VALUE;
  private @Nullable RecordBatch batch;
  private @Nullable LogFile file;
  private @Nullable PendingBatch nested;
  private boolean isTaken;

  /** Whether this has no place in the log that is neither published nor given up. */
  boolean isSettled = true;

  int sizeBytes;
  int recordCount;
  long maxTimestamp;
  long appendTimeMillis;
  private long tagBloom;
  int epochBefore;
  int index;
  long position;
  long baseOffset;

  private PendingBatch() {}

  /** The calling thread's first object that no append uses; {@link #clear} gives it back. */
  static PendingBatch take() {
    PendingBatch free = OF_THREAD.get();
    while (free.isTaken) {
      free = free.behind();
    }
    free.isTaken = true;
    free.isSettled = true;
    return free;
  }

  private PendingBatch behind() {
    PendingBatch next = nested;
    if (next == null) {
      next = new PendingBatch();
      nested = next;
    }
    return next;
  }

  /** Checks a batch (A2) and takes what its frame and its queue entry need. */
  void check(ByteBuf bytes, AppendOptions options, int maxBatchBytes) {
    if (validatorLimit != maxBatchBytes) {
      validator = new BatchValidator(maxBatchBytes);
      validatorLimit = maxBatchBytes;
    }
    boolean isClient = options.origin() == Origin.CLIENT;
    RecordBatch view = validator.validate(bytes, isClient ? BatchOrigin.CLIENT : BatchOrigin.COORDINATOR);
    refuseWhatIsNotThere(view, options);
    batch = view;
    sizeBytes = view.sizeBytes();
    recordCount = view.recordCount();
    maxTimestamp = view.maxTimestamp();
    tagBloom = validator.mayHaveHeaders() ? tags.bloomOf(view) : 0;
  }

  private static void refuseWhatIsNotThere(RecordBatch view, AppendOptions options) {
    if (view.isControl() || view.isTransactional() || options.precondition() != ProducerPrecondition.NONE) {
      throw new UnsupportedOperationByEngineException("append to a transaction", Capability.TRANSACTIONS);
    }
    if (view.hasProducer()) {
      throw new UnsupportedOperationByEngineException("append by a producer id", Capability.IDEMPOTENT_PRODUCERS);
    }
  }

  /** Composes the frame's header as far as it is known before the reservation. */
  void describe(FrameOwner owner, long timeMillis) {
    appendTimeMillis = timeMillis;
    RecordBatch view = required(batch);
    image.describe(FrameKind.BATCH, FrameLayout.lengthOf(sizeBytes), owner, recordCount);
    image.batchHeader(view.buffer(), view.index());
  }

  /** Takes the place that was reserved. */
  void place(LogFile reservedFile, long reservedPosition, long reservedOffset) {
    file = reservedFile;
    position = reservedPosition;
    index = reservedFile.indexOf(reservedPosition);
    baseOffset = reservedOffset;
  }

  /** Writes everything but the two words that publish the batch. */
  void write() {
    ByteBuffer target = required(file).view();
    image.finish(appendTimeMillis);
    image.putRest(target, index, true);
    putRecords(target, index);
    writeEntry();
  }

  /** Puts what follows the batch's header where it stands in a frame that begins at {@code at}. */
  private void putRecords(ByteBuffer target, int at) {
    RecordBatch view = required(batch);
    int header = RecordBatchLayout.HEADER_SIZE_BYTES;
    target.put(
        at + FrameLayout.HEADER_SIZE_BYTES + header, view.buffer(), view.index() + header, sizeBytes - header);
  }

  /** Writes the queue's entry, but for the word that publishes it. */
  void writeEntry() {
    slot.writePlace(baseOffset, position);
    slot.writeTraits(recordCount, maxTimestamp, tagBloom);
  }

  /** Puts what follows the batch's header, and the zeros behind, where a frame is made that begins at {@code at}. */
  void putContent(ByteBuffer target, int at) {
    putRecords(target, at);
    for (int index = at + FrameLayout.HEADER_SIZE_BYTES + sizeBytes; index < at + spanBytes(); index++) {
      target.put(index, (byte) 0);
    }
  }

  /** Puts the frame's header and the batch's in front of the content; the batch has its place. */
  void putHeader(ByteBuffer target, int at) {
    image.finish(appendTimeMillis);
    image.put(target, at, true);
  }

  /** Publishes frame and entry; false if the append was given up meanwhile and its frame has to become padding. */
  boolean publish() {
    required(file).setLength(index, FrameLayout.lengthOf(sizeBytes));
    return publishEntry();
  }

  /** Publishes the queue's entry; false if the append was given up meanwhile. */
  boolean publishEntry() {
    return slot.tryPublish(sizeBytes);
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public boolean isPadding() {
    return AbandonedAppends.isPadding(required(file), position);
  }

  LogFile file() {
    return required(file);
  }

  /** Bytes that the batch takes in the log. */
  int spanBytes() {
    return FrameLayout.spanOf(FrameLayout.lengthOf(sizeBytes));
  }

  /** Forgets the store's files; the object is free for another append. */
  void clear() {
    file = null;
    slot.clear();
    isTaken = false;
  }

  private static <T> T required(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the batch was not checked or not placed");
    }
    return part;
  }
}
