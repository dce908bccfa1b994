package io.duolog.conformance.defect;

import io.duolog.storage.EngineEvents;
import io.duolog.storage.EngineStats;
import io.duolog.storage.FetchResult;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionStats;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageEngine;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Faults of what an engine says of itself: offsets, marks, events, statistics. Stateless, as its neighbours. */
final class StateFaults {
  private static final int EVENTS_TOLD = 20;
  private static final String OFFSETS = "PartitionLog.offsets";

  private StateFaults() {}

  private static Fault onOffsets(BiFunction<PartitionLog, LogOffsets, LogOffsets> other) {
    return Fault.on(
        OFFSETS, call -> other.apply(call.target(PartitionLog.class), call.proceed(LogOffsets.class)));
  }

  private static LogOffsets withDurable(LogOffsets sound, long durable) {
    return new LogOffsets(sound.logStart(), durable, sound.highWatermark(), sound.lastStable(), sound.logEnd());
  }

  private static LogOffsets withMarks(LogOffsets sound, long mark) {
    return new LogOffsets(sound.logStart(), sound.durable(), mark, Math.min(mark, sound.lastStable()), sound.logEnd());
  }

  static Fault durablePastTheEnd() {
    return onOffsets((_, sound) -> withDurable(sound, sound.logEnd() + 1));
  }

  static Fault durableGoesBack() {
    AtomicInteger looks = new AtomicInteger();
    return onOffsets((_, sound) -> looks.incrementAndGet() % 2 == 0 ? withDurable(sound, 0) : sound);
  }

  static Fault durableOneBehind() {
    return onOffsets((_, sound) -> withDurable(sound, Math.min(sound.durable(), Math.max(0, sound.logEnd() - 1))));
  }

  static Fault stableAboveTheHighWatermark() {
    return onOffsets(
        (_, sound) ->
            new LogOffsets(
                sound.logStart(), sound.durable(), sound.highWatermark(), sound.logEnd(), sound.logEnd()));
  }

  static Fault highWatermarkMovesBack() {
    AtomicReference<Long> last = new AtomicReference<>(0L);
    return Fault.on(
            "PartitionLog.advanceHighWatermark",
            call -> {
              call.proceed();
              last.set(call.argument(0, Long.class));
              return last.get();
            })
        .and(OFFSETS, call -> withMarks(call.proceed(LogOffsets.class), last.get()));
  }

  static Fault highWatermarkClipped() {
    return Fault.on(
        "PartitionLog.advanceHighWatermark",
        call -> {
          long end = call.target(PartitionLog.class).offsets().logEnd();
          return call.with(0, Math.min(end, call.argument(0, Long.class))).proceed();
        });
  }

  static Fault highWatermarkForgotten() {
    return reopened(RecoveryReport.Kind.CLEAN, OFFSETS, call -> withMarks(call.proceed(LogOffsets.class), 0));
  }

  static Fault highWatermarkLostByACrash() {
    return reopened(RecoveryReport.Kind.CRASHED, OFFSETS, call -> withMarks(call.proceed(LogOffsets.class), 0));
  }

  static Fault everythingScanned() {
    return onCrashedReport(sound -> withBytes(sound, Long.MAX_VALUE, sound.discardedBytes()));
  }

  static Fault cutNotCounted() {
    return onCrashedReport(sound -> withBytes(sound, sound.scannedBytes(), 0));
  }

  private static Fault onCrashedReport(UnaryOperator<RecoveryReport> other) {
    return Fault.on(
        "StorageEngine.recoveryReport",
        call -> {
          RecoveryReport sound = call.proceed(RecoveryReport.class);
          return sound.kind() == RecoveryReport.Kind.CRASHED ? other.apply(sound) : sound;
        });
  }

  private static RecoveryReport withBytes(RecoveryReport sound, long scanned, long discarded) {
    return new RecoveryReport(
        sound.kind(),
        scanned,
        sound.recoveredBatches(),
        discarded,
        sound.rebuiltFiles(),
        sound.warnings(),
        sound.durationNanosByPhase());
  }

  static Fault leaderEpochForgotten() {
    return reopened(
        RecoveryReport.Kind.CLEAN,
        "PartitionLog.stats",
        call -> {
          PartitionStats sound = call.proceed(PartitionStats.class);
          return new PartitionStats(sound.offsets(), sound.sizeBytes(), sound.trimmedBytes(), 0);
        });
  }

  static Fault partitionForgotten() {
    return reopened(
        RecoveryReport.Kind.CLEAN, "Partitions.list", call -> call.proceed(List.class).stream().skip(1).toList());
  }

  /** The last batch of each partition is gone after an open that recovered in this way. */
  static Fault lastBatchLost(RecoveryReport.Kind kind) {
    return reopened(kind, OFFSETS, call -> withoutLastBatch(call.target(PartitionLog.class)));
  }

  private static LogOffsets withoutLastBatch(PartitionLog log) {
    LogOffsets sound = log.offsets();
    if (sound.logEnd() > sound.logStart()
        && log.read(sound.logEnd() - 1, 1, ReadOptions.LOG_END) instanceof FetchResult last) {
      last.release();
      return new LogOffsets(sound.logStart(), sound.logStart(), sound.logStart(), sound.logStart(), last.firstOffset());
    }
    return sound;
  }

  static Fault batchesLostAfterACrash() {
    return reopened(
        RecoveryReport.Kind.CRASHED, "PartitionLog.read", ReadFaults.batchSkipped());
  }

  /** A fault that an engine has only if its open recovered in this way. */
  private static Fault reopened(RecoveryReport.Kind kind, String name, Fault fault) {
    AtomicBoolean isReopened = new AtomicBoolean();
    return Fault.on(
            "StorageProvider.open",
            call -> {
              StorageEngine engine = call.proceed(StorageEngine.class);
              isReopened.set(engine.recoveryReport().kind() == kind);
              return engine;
            })
        .and(name, call -> isReopened.get() ? fault.answer(call) : call.proceed());
  }

  static Fault cleanCloseNotRecognized() {
    return Fault.on(
        "StorageEngine.recoveryReport",
        call -> {
          RecoveryReport sound = call.proceed(RecoveryReport.class);
          return sound.kind() == RecoveryReport.Kind.CLEAN
              ? new RecoveryReport(
                  RecoveryReport.Kind.CRASHED,
                  sound.scannedBytes(),
                  sound.recoveredBatches(),
                  sound.discardedBytes(),
                  sound.rebuiltFiles(),
                  sound.warnings(),
                  sound.durationNanosByPhase())
              : sound;
        });
  }

  static Fault heldResultsNotCounted() {
    return onStats(
        sound ->
            new EngineStats(
                sound.appendedBatches(),
                sound.appendedBytes(),
                sound.fetchedBytes(),
                sound.transferredBytes(),
                sound.copiedBytes(),
                sound.forces(),
                sound.unsyncedBytes(),
                0,
                sound.others()));
  }

  static Fault copiedBytesNotCounted() {
    return onStats(
        sound ->
            new EngineStats(
                sound.appendedBatches(),
                sound.appendedBytes(),
                sound.fetchedBytes(),
                sound.transferredBytes(),
                0,
                sound.forces(),
                sound.unsyncedBytes(),
                sound.heldResults(),
                sound.others()));
  }

  private static Fault onStats(UnaryOperator<EngineStats> other) {
    return Fault.on("StorageEngine.stats", call -> other.apply(call.proceed(EngineStats.class)));
  }

  static Fault durableEventsMissing() {
    return onSubscribe(
        listener ->
            new EngineEvents() {
              @Override
              public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
                if (offsets.durable() < offsets.logEnd()) {
                  listener.advanced(partition, offsets);
                }
              }
            });
  }

  static Fault laterEventsMissing() {
    AtomicInteger events = new AtomicInteger();
    return onSubscribe(
        listener ->
            new EngineEvents() {
              @Override
              public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
                if (events.incrementAndGet() <= EVENTS_TOLD) {
                  listener.advanced(partition, offsets);
                }
              }
            });
  }

  static Fault throwingListenerKept() {
    AtomicInteger swallowed = new AtomicInteger();
    return onSubscribe(
        listener ->
            new EngineEvents() {
              @Override
              public void advanced(PartitionLog partition, LogOffsets.Mutable offsets) {
                try {
                  listener.advanced(partition, offsets);
                } catch (IllegalStateException e) {
                  swallowed.incrementAndGet();
                }
              }
            });
  }

  private static Fault onSubscribe(UnaryOperator<EngineEvents> other) {
    return Fault.on(
        "StorageEngine.subscribe",
        call -> call.with(0, other.apply(call.argument(0, EngineEvents.class))).proceed());
  }
}
