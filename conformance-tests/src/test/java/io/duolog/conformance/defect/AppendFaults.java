package io.duolog.conformance.defect;

import io.duolog.conformance.workload.Batches;
import io.duolog.record.InvalidBatchException;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.AppendAck;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FencedException;
import io.duolog.storage.error.OverloadedException;
import io.duolog.storage.error.StorageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Faults of appends. Stateless; each fault has the state of one engine. */
final class AppendFaults {
  private static final int BATCH = 0;
  private static final int OPTIONS = 1;
  private static final int COMPLETION = 2;

  private AppendFaults() {}

  private static Fault onAppend(Fault instead) {
    return Fault.on("PartitionLog.append", instead);
  }

  private static ByteBuffer copyOf(Call call) {
    return ByteBuffer.wrap(ByteBufUtil.getBytes(call.argument(BATCH, ByteBuf.class)));
  }

  private static Call withBatch(Call call, ByteBuffer batch) {
    return call.with(BATCH, Unpooled.wrappedBuffer(batch));
  }

  static Fault offsetsWithAGap() {
    return onAppend(call -> call.proceed(Long.class) + 1);
  }

  static Fault offsetGivenTwice() {
    AtomicLong last = new AtomicLong();
    return onAppend(call -> last.getAndSet(call.proceed(Long.class)));
  }

  static Fault offsetOfTheFirstToAnotherThread() {
    AtomicReference<@Nullable Thread> last = new AtomicReference<>();
    return onAppend(
        call -> {
          long base = call.proceed(Long.class);
          Thread before = last.getAndSet(Thread.currentThread());
          return before == null || before == Thread.currentThread() ? base : 0L;
        });
  }

  static Fault payloadChanged() {
    return onAppend(call -> withBatch(call, changed(copyOf(call))).proceed());
  }

  static Fault compressedPayloadChanged() {
    return onAppend(
        call -> {
          ByteBuffer batch = copyOf(call);
          boolean isCompressed = (batch.getShort(RecordBatchLayout.ATTRIBUTES_AT) & 7) != 0;
          return isCompressed ? withBatch(call, changed(batch)).proceed() : call.proceed();
        });
  }

  /** Another value in a record that still is one, under a checksum that holds. */
  private static ByteBuffer changed(ByteBuffer batch) {
    int lastOfValue = batch.limit() - 2;
    batch.put(lastOfValue, (byte) (batch.get(lastOfValue) ^ 1));
    return Batches.sealed(batch);
  }

  static Fault checksumMended() {
    return onAppend(
        call -> {
          ByteBuffer batch = copyOf(call);
          if (batch.remaining() > RecordBatchLayout.HEADER_SIZE_BYTES) {
            Batches.sealed(batch);
          }
          return withBatch(call, batch).proceed();
        });
  }

  static Fault traceOfARejectedBatch() {
    return onAppend(
        call -> {
          try {
            return call.proceed();
          } catch (IllegalArgumentException e) {
            ByteBuf trace = Unpooled.wrappedBuffer(Batches.text("a trace"));
            call.target(PartitionLog.class).append(trace, AppendOptions.BUFFERED);
            throw e;
          }
        });
  }

  static Fault stuckBehindARejectedBatch() {
    AtomicReference<@Nullable IllegalArgumentException> first = new AtomicReference<>();
    return onAppend(
        call -> {
          IllegalArgumentException refusal = first.get();
          if (refusal != null) {
            throw refusal;
          }
          try {
            return call.proceed();
          } catch (IllegalArgumentException e) {
            first.set(e);
            throw e;
          }
        });
  }

  static Fault controlBatchSwallowed() {
    return onAppend(
        call -> {
          try {
            return call.proceed();
          } catch (InvalidBatchException e) {
            if (e.reason() != InvalidBatchException.Reason.CONTROL) {
              throw e;
            }
            call.argument(COMPLETION, AppendCompletion.class).appended(0, 0);
            return 0L;
          }
        });
  }

  static Fault leaderEpochNotStamped() {
    return onAppend(call -> withoutEpoch(call).proceed());
  }

  static Fault oldLeaderAdmitted() {
    return onAppend(
        call -> {
          try {
            return call.proceed();
          } catch (FencedException e) {
            return withoutEpoch(call).proceed();
          }
        });
  }

  private static Call withoutEpoch(Call call) {
    return call.with(OPTIONS, call.argument(OPTIONS, AppendOptions.class).withLeaderEpoch(AppendOptions.NO_EPOCH));
  }

  static Fault bufferConsumed() {
    return onAppend(
        call -> {
          Object base = call.proceed();
          call.argument(BATCH, ByteBuf.class).skipBytes(1);
          return base;
        });
  }

  static Fault bufferKept() {
    return onAppend(
        call -> {
          Object base = call.proceed();
          call.argument(BATCH, ByteBuf.class).retain();
          return base;
        });
  }

  static Fault notForced() {
    return onAppend(
        call -> {
          int epoch = call.argument(OPTIONS, AppendOptions.class).leaderEpoch();
          return call.with(OPTIONS, AppendOptions.BUFFERED.withLeaderEpoch(epoch)).proceed();
        });
  }

  static Fault completionToldTwice() {
    return onAppend(
        call -> {
          AppendCompletion told = call.argument(COMPLETION, AppendCompletion.class);
          return call.with(COMPLETION, new Telling(told, 2)).proceed();
        });
  }

  static Fault completionNeverTold() {
    return onAppend(
        call -> {
          AppendCompletion told = call.argument(COMPLETION, AppendCompletion.class);
          return call.with(COMPLETION, new Telling(told, 0)).proceed();
        });
  }

  static Fault completionToldAgainOfAnEarlierAppend() {
    return onAppend(
        call -> {
          long base = call.proceed(Long.class);
          if (base > 0) {
            call.argument(COMPLETION, AppendCompletion.class).appended(base - 1, base - 1);
          }
          return base;
        });
  }

  static Fault stageOfAnotherOffset() {
    return Fault.on(
        "PartitionLog.appendAsync",
        call -> {
          CompletionStage<?> sound = call.proceed(CompletionStage.class);
          return sound
              .thenApply(AppendAck.class::cast)
              .thenApply(ack -> new AppendAck(ack.baseOffset() + 1, ack.lastOffset() + 1));
        });
  }

  static Fault appendInFlightFailsUntyped() {
    return onAppend(
        call -> {
          try {
            return call.proceed();
          } catch (EngineClosedException e) {
            throw new IllegalStateException("no engine", e);
          }
        });
  }

  static Fault appendAcknowledgedAfterTheClose() {
    AtomicBoolean isClosed = new AtomicBoolean();
    AtomicLong next = new AtomicLong();
    return onAppend(
            call -> {
              try {
                long base = call.proceed(Long.class);
                next.accumulateAndGet(base + 1, Math::max);
                return base;
              } catch (EngineClosedException e) {
                if (!isClosed.compareAndSet(false, true)) {
                  throw e;
                }
                long base = next.getAndIncrement();
                call.argument(COMPLETION, AppendCompletion.class).appended(base, base);
                return base;
              }
            });
  }

  /** Each append is acknowledged while its batch waits for the next one. */
  static Fault acknowledgedBeforeItIsStored() {
    Map<PartitionLog, ByteBuffer> waiting = new HashMap<>();
    return onAppend(
        call -> {
          PartitionLog log = call.target(PartitionLog.class);
          ByteBuffer batch = copyOf(call);
          synchronized (waiting) {
            ByteBuffer before = waiting.put(log, batch);
            if (before != null) {
              log.append(Unpooled.wrappedBuffer(before), AppendOptions.BUFFERED);
            }
            LogOffsets stored = log.offsets();
            int records = new RecordBatch().wrap(batch, 0).recordCount();
            call.argument(COMPLETION, AppendCompletion.class)
                .appended(stored.logEnd(), stored.logEnd() + records - 1);
            return stored.logEnd();
          }
        });
  }

  static Fault overloadUntyped() {
    return onAppend(
        call -> {
          try {
            return call.proceed();
          } catch (OverloadedException e) {
            throw new IllegalStateException("no room", e);
          }
        });
  }

  /** An append that is turned away for want of room is stored once there is some. */
  static Fault overloadTakesAnOffset() {
    return onAppend(
        call -> {
          try {
            return call.proceed();
          } catch (OverloadedException e) {
            PartitionLog log = call.target(PartitionLog.class);
            log.append(Unpooled.wrappedBuffer(copyOf(call)), AppendOptions.BUFFERED);
            throw e;
          }
        });
  }

  /** Tells the end of an append before it begins. */
  static Fault toldBeforeItIsVisible() {
    return onAppend(
        call -> {
          long end = call.target(PartitionLog.class).offsets().logEnd();
          AppendCompletion told = call.argument(COMPLETION, AppendCompletion.class);
          told.appended(end, end);
          return call.with(COMPLETION, new Telling(told, 0)).proceed();
        });
  }

  /** One append of the whole store after the other. */
  static Fault oneAtATime() {
    Object turn = new Object();
    return onAppend(
        call -> {
          synchronized (turn) {
            return call.proceed();
          }
        });
  }

  /** The offset of an append that comes to nothing is not given to the next. */
  static Fault offsetOfAFailedAppendLost() {
    AtomicLong lost = new AtomicLong();
    return onAppend(
        call -> {
          try {
            return call.proceed(Long.class) + lost.get();
          } catch (IllegalStateException e) {
            lost.incrementAndGet();
            throw e;
          }
        });
  }

  /** Tells an acknowledgement a number of times. As thread-safe as the completion that is told. */
  private record Telling(AppendCompletion completion, int times) implements AppendCompletion {
    @Override
    public void appended(long baseOffset, long lastOffset) {
      for (int i = 0; i < times; i++) {
        completion.appended(baseOffset, lastOffset);
      }
    }

    @Override
    public void rejected(AppendRejection rejection) {
      completion.rejected(rejection);
    }

    @Override
    public void failed(StorageException cause) {
      completion.failed(cause);
    }
  }
}
