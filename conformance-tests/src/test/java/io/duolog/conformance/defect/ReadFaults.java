package io.duolog.conformance.defect;

import io.duolog.storage.FetchOutcome;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.CorruptException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Faults of reads and lookups. Stateless; each fault has the state of one engine. */
final class ReadFaults {
  private static final int OFFSET = 0;
  private static final int MAX_BYTES = 1;
  private static final int OPTIONS = 2;
  private static final int ONE_IN = 5;

  private ReadFaults() {}

  private static Fault onRead(Fault instead) {
    return Fault.on("PartitionLog.read", instead);
  }

  /** Every fifth read that has batches begins one batch late. */
  static Fault batchSkipped() {
    AtomicInteger reads = new AtomicInteger();
    return onRead(
        call -> {
          Object outcome = call.proceed();
          if (outcome instanceof FetchResult result
              && result.sizeBytes() > 0
              && reads.incrementAndGet() % ONE_IN == 0) {
            long second = firstNextOffset(call, result);
            result.release();
            return call.with(OFFSET, second).proceed();
          }
          return outcome;
        });
  }

  private static long firstNextOffset(Call call, FetchResult result) throws Throwable {
    FetchResult first = call.with(OFFSET, result.firstOffset()).with(MAX_BYTES, 1).proceed(FetchResult.class);
    try {
      return Math.max(first.nextOffset(), result.firstOffset());
    } finally {
      first.release();
    }
  }

  static Fault newestBatchInvisible() {
    return onRead(
        call -> {
          Object outcome = call.proceed();
          long end = call.target(PartitionLog.class).offsets().logEnd();
          if (outcome instanceof FetchResult result && result.sizeBytes() > 0 && result.nextOffset() == end) {
            result.release();
            return call.with(OFFSET, end).proceed();
          }
          return outcome;
        });
  }

  static Fault isolationIgnored() {
    return onRead(
        call -> {
          ReadOptions asked = call.argument(OPTIONS, ReadOptions.class);
          ReadOptions given =
              new ReadOptions(
                  Isolation.LOG_END, asked.intent(), asked.minimumOneBatch(), asked.verify(), asked.lastEpoch());
          return call.with(OPTIONS, given).proceed();
        });
  }

  static Fault noBatchWhereOneIsLarger() {
    return onRead(
        call -> call.with(OPTIONS, call.argument(OPTIONS, ReadOptions.class).withoutMinimumOneBatch()).proceed());
  }

  static Fault moreThanAsked() {
    return onRead(
        call -> {
          int asked = call.argument(MAX_BYTES, Integer.class);
          return call.with(MAX_BYTES, asked > 1 ? Math.max(asked, asked * 2) : asked).proceed();
        });
  }

  static Fault boundBelowTheAnswer() {
    return Fault.on("PartitionLog.readableBytes", call -> Math.max(0, call.proceed(Long.class) - 1));
  }

  /** Where a batch is damaged, the first one is served. */
  static Fault anotherBatchForADamagedOne() {
    return onRead(
        call -> {
          try {
            return call.proceed();
          } catch (CorruptException e) {
            return call.with(OFFSET, 0L).proceed();
          }
        });
  }

  static Fault rangeOneTooWide() {
    return onRead(
        call ->
            call.proceed() instanceof FetchOutcome.OutOfRange(long offset, long start, long end)
                ? new FetchOutcome.OutOfRange(offset, start, end + 1)
                : call.proceed());
  }

  static Fault rangeThrown() {
    return onRead(
        call -> {
          Object outcome = call.proceed();
          if (outcome instanceof FetchOutcome.OutOfRange range) {
            throw new IllegalStateException(range.toString());
          }
          return outcome;
        });
  }

  static Fault argumentNotNamed() {
    return onRead(
        call -> {
          try {
            return call.proceed();
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bad argument", e);
          }
        });
  }

  static Fault checksumsNotVerified() {
    return onRead(
        call -> {
          ReadOptions asked = call.argument(OPTIONS, ReadOptions.class);
          ReadOptions given =
              new ReadOptions(asked.isolation(), asked.intent(), asked.minimumOneBatch(), false, asked.lastEpoch());
          return call.with(OPTIONS, given).proceed();
        });
  }

  /** The answer to one kind of query is one offset too high. */
  static Fault oneOffsetTooHigh(Class<? extends TimestampQuery> kind) {
    return onLookup(kind, (_, found) -> found + 1);
  }

  /** A lookup by time ends at the batch, not at the record. */
  static Fault batchInThePlaceOfTheRecord() {
    return onLookup(
        TimestampQuery.AtOrAfter.class,
        (log, found) -> {
          FetchOutcome outcome = log.read(found, 1, ReadOptions.LOG_END);
          if (outcome instanceof FetchResult result) {
            result.release();
            return result.firstOffset();
          }
          return found;
        });
  }

  private static Fault onLookup(Class<? extends TimestampQuery> kind, OtherOffset other) {
    return Fault.on(
        "PartitionLog.lookup",
        call -> {
          Optional<?> answer = call.proceed(Optional.class);
          PartitionLog log = call.target(PartitionLog.class);
          UnaryOperator<OffsetAndTimestamp> moved =
              sound ->
                  new OffsetAndTimestamp(
                      other.of(log, sound.offset()), sound.timestampMillis(), sound.leaderEpoch());
          return kind.isInstance(call.argument(0, TimestampQuery.class))
              ? answer.map(OffsetAndTimestamp.class::cast).map(moved)
              : answer;
        });
  }

  /** Another offset in the place of the one that was found. */
  @FunctionalInterface
  private interface OtherOffset {
    long of(PartitionLog log, long found);
  }
}
