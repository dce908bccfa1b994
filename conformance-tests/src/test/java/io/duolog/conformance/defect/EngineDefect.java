package io.duolog.conformance.defect;

import io.duolog.conformance.process.Providers;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TimestampQuery;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A way in which an engine can be wrong, and the clause that it breaks. Immutable: the suppliers hold no state. */
@SuppressWarnings("ImmutableEnumChecker")
enum EngineDefect {
  OFFSET_GIVEN_TWICE("A1.order", AppendFaults::offsetGivenTwice),
  OFFSETS_WITH_A_GAP("A1.dense", AppendFaults::offsetsWithAGap),
  PAYLOAD_CHANGED("A1.dense", AppendFaults::payloadChanged),
  CHECKSUM_MENDED("A2.reject", AppendFaults::checksumMended),
  TRACE_OF_A_REJECTED_BATCH("A2.trace", AppendFaults::traceOfARejectedBatch),
  COMPRESSED_PAYLOAD_CHANGED("A2.compressed", AppendFaults::compressedPayloadChanged),
  OFFSET_BEFORE_ONE_THAT_WAS_SEEN("A3.linear", AppendFaults::offsetOfTheFirstToAnotherThread),
  STUCK_BEHIND_A_REJECTED_BATCH("A4.rejected", AppendFaults::stuckBehindARejectedBatch),
  LEADER_EPOCH_NOT_STAMPED("A5.stamp", AppendFaults::leaderEpochNotStamped),
  OLD_LEADER_ADMITTED("A5.fenced", AppendFaults::oldLeaderAdmitted),
  LEADER_EPOCH_FORGOTTEN("A5.kept", StateFaults::leaderEpochForgotten, Sound.ON_DISK),
  BUFFER_CONSUMED("A7.borrowed", AppendFaults::bufferConsumed),
  BUFFER_KEPT("A7.borrowed", AppendFaults::bufferKept),
  COMPLETION_TOLD_TWICE("A9.core", AppendFaults::completionToldTwice),
  COMPLETION_NEVER_TOLD("A9.core", AppendFaults::completionNeverTold),
  COMPLETION_TOLD_AGAIN_OF_AN_EARLIER_APPEND("A9.reuse", AppendFaults::completionToldAgainOfAnEarlierAppend),
  STAGE_OF_ANOTHER_OFFSET("A9.forms", AppendFaults::stageOfAnotherOffset),
  CONTROL_BATCH_SWALLOWED("A10.client", AppendFaults::controlBatchSwallowed),
  ACKNOWLEDGED_BEFORE_IT_IS_STORED(
      "D1.buffered", AppendFaults::acknowledgedBeforeItIsStored, BrokenProvider.Unstored::new),
  SYNCED_WITHOUT_A_FORCE("D2.covered", AppendFaults::notForced, Sound.ON_DISK),
  PARTITIONS_WAIT_FOR_EACH_OTHER("D2.mixed", AppendFaults::oneAtATime, Sound.ON_DISK),
  OFFSET_OF_A_FAILED_APPEND_LOST("D2.padding", AppendFaults::offsetOfAFailedAppendLost),
  SPACE_FOR_EACH_PARTITION("D6.idle", LifeFaults::spaceForEachPartition, Sound.ON_DISK),
  UNSYNCED_WITHOUT_BOUND("D7.bounded", LifeFaults::unsyncedWithoutBound, Sound.ON_DISK),
  DURABLE_PAST_THE_END("D8.offset", StateFaults::durablePastTheEnd),
  DURABLE_GOES_BACK("D8.offset", StateFaults::durableGoesBack, Sound.ON_DISK),
  SYNC_ONE_SHORT("D8.sync", StateFaults::durableOneBehind, Sound.ON_DISK),
  NEWEST_BATCH_INVISIBLE("V1.visible", ReadFaults::newestBatchInvisible),
  BATCH_SKIPPED_BY_A_FOLLOWER("V1.prefix", ReadFaults::batchSkipped),
  TOLD_BEHIND_AN_APPEND_THAT_IS_HELD("V1.held", AppendFaults::toldBeforeItIsVisible, Sound.ON_DISK),
  ISOLATION_IGNORED("V2.levels", ReadFaults::isolationIgnored),
  STABLE_ABOVE_THE_HIGH_WATERMARK("V2.levels", StateFaults::stableAboveTheHighWatermark),
  HIGH_WATERMARK_MOVES_BACK("V3.bounds", StateFaults::highWatermarkMovesBack),
  HIGH_WATERMARK_CLIPPED("V3.bounds", StateFaults::highWatermarkClipped),
  HIGH_WATERMARK_FORGOTTEN("V3.kept", StateFaults::highWatermarkForgotten, Sound.ON_DISK),
  HIGH_WATERMARK_LOST_BY_A_CRASH(
      "V3.crash", StateFaults::highWatermarkLostByACrash, BrokenProvider.Markless::new),
  LAST_BATCH_LOST_BY_A_CRASH(
      "V4.process", () -> StateFaults.lastBatchLost(RecoveryReport.Kind.CRASHED), BrokenProvider.LostByCrash::new),
  DURABLE_EVENTS_MISSING("A9.event", StateFaults::durableEventsMissing, Sound.ON_DISK),
  LATER_EVENTS_MISSING("V5.told", StateFaults::laterEventsMissing),
  THROWING_LISTENER_KEPT("V5.thrown", StateFaults::throwingListenerKept),
  BATCH_SKIPPED_BY_A_READ("R1.first", ReadFaults::batchSkipped),
  NO_BATCH_WHERE_ONE_IS_LARGER("R1.minimum", ReadFaults::noBatchWhereOneIsLarger),
  MORE_THAN_ASKED("R1.limit", ReadFaults::moreThanAsked),
  BOUND_BELOW_THE_ANSWER("R1.bound", ReadFaults::boundBelowTheAnswer),
  RANGE_ONE_TOO_WIDE("R2.range", ReadFaults::rangeOneTooWide),
  HELD_RESULTS_NOT_COUNTED("R3.counted", StateFaults::heldResultsNotCounted),
  PARTS_WITHOUT_THE_LAST_BYTE("R3.views", ResultFaults::partsWithoutTheLastByte),
  TRANSFER_FROM_THE_BEGINNING("R3.views", ResultFaults::transferFromTheBeginning),
  SNAPSHOT_OF_LATER("R3.snapshot", ResultFaults::snapshotOfLater),
  CHANGING_WHILE_HELD("R3.held", ResultFaults::changingWhileHeld),
  HELD_RESULTS_NOT_REPORTED("R3.close", LifeFaults::heldResultsNotReported),
  EXPOSED_MEMORY_CLEARED("R3.close", ResultFaults::exposedMemoryCleared),
  WRONG_BYTE_SENT("R4.bytes", ResultFaults::wrongByteSent),
  COPIED_BYTES_NOT_COUNTED("R4.counted", StateFaults::copiedBytesNotCounted),
  COPY_IN_THE_PLACE_OF_THE_ENGINES_PATH("R4.zero", ResultFaults::copyInThePlaceOfTheEnginesPath, Sound.ON_DISK),
  CALL_THAT_SENDS_NOTHING("R4.calls", ResultFaults::callThatSendsNothing, Sound.ON_DISK),
  GARBAGE_FOR_EACH_BATCH("R4.garbage", ResultFaults::garbageForEachBatch, Sound.ON_DISK),
  DAMAGE_PASSED_OVER("R5.iterate", ResultFaults::damagePassedOver, Sound.ON_DISK),
  CHECKSUMS_NOT_VERIFIED("R5.iterate", ReadFaults::checksumsNotVerified, Sound.ON_DISK),
  CHECKSUM_MENDED_ON_ITS_WAY("R5.transfer", ResultFaults::checksumMendedOnItsWay, Sound.ON_DISK),
  ANOTHER_BATCH_FOR_A_DAMAGED_ONE("R5.headers", ReadFaults::anotherBatchForADamagedOne, Sound.ON_DISK),
  WRONG_BYTE_SENT_TO_OTHER_CHANNELS("R7.copied", ResultFaults::wrongByteSentToOtherChannels),
  STORED_BYTES_OVERWRITTEN("R8.sealed", LifeFaults::storedBytesOverwritten, Sound.ON_DISK),
  LATEST_ONE_TOO_HIGH("L1.ends", () -> ReadFaults.oneOffsetTooHigh(TimestampQuery.Latest.class)),
  TIME_ONE_TOO_HIGH("L1.time", () -> ReadFaults.oneOffsetTooHigh(TimestampQuery.AtOrAfter.class)),
  LARGEST_ONE_TOO_HIGH("L1.largest", () -> ReadFaults.oneOffsetTooHigh(TimestampQuery.MaxTimestamp.class)),
  BATCH_IN_THE_PLACE_OF_THE_RECORD("L1.compressed", ReadFaults::batchInThePlaceOfTheRecord),
  TAKEN_NAME_ANSWERS_THE_OTHER("P1.identity", LifeFaults::takenNameAnswersTheOther),
  CREATED_ONE_BY_ONE("P1.many", LifeFaults::createdOneByOne),
  PARTITION_FORGOTTEN("P1.durable", StateFaults::partitionForgotten, Sound.ON_DISK),
  LAST_BATCH_LOST_BY_A_SECOND_OPEN(
      "C1.again", () -> StateFaults.lastBatchLost(RecoveryReport.Kind.CLEAN), BrokenProvider.LostByOpen::new),
  BATCHES_LOST_AFTER_A_CRASH("C2.prefix", StateFaults::batchesLostAfterACrash, BrokenProvider.Holey::new),
  LAST_BATCH_LOST_BY_A_CLOSE(
      "C6.clean", () -> StateFaults.lastBatchLost(RecoveryReport.Kind.CLEAN), Sound.ON_DISK),
  CUT_NOT_COUNTED("C2.cut", StateFaults::cutNotCounted, Sound.ON_DISK),
  EVERYTHING_SCANNED_AFTER_A_CRASH(
      "C6.bounded", StateFaults::everythingScanned, BrokenProvider.Scanning::new),
  CLEAN_CLOSE_NOT_RECOGNIZED("C6.clean", StateFaults::cleanCloseNotRecognized, Sound.ON_DISK),
  SECOND_OWNER_ADMITTED("C7.process", LifeFaults::secondOwnerGivenAnotherStore, Sound.ON_DISK),
  SECOND_PROCESS_ADMITTED("C7.other", LifeFaults::lockFileRemoved, BrokenProvider.Unlocked::new),
  ARGUMENT_NOT_NAMED("E1.argument", ReadFaults::argumentNotNamed),
  LOCKED_UNTYPED("E2.typed", LifeFaults::lockedUntyped, Sound.ON_DISK),
  RANGE_THROWN("E3.values", ReadFaults::rangeThrown),
  OVERLOAD_UNTYPED("E5.typed", AppendFaults::overloadUntyped, Sound.ON_DISK),
  OVERLOADED_APPEND_TAKES_AN_OFFSET("E5.typed", AppendFaults::overloadTakesAnOffset, Sound.ON_DISK),
  INTERRUPT_SWALLOWED("E6.one", InterruptFaults::statusCleared),
  INTERRUPT_HITS_ANOTHER("E6.one", InterruptFaults::anotherOneHit),
  INTERRUPTED_APPEND_STORED("E6.reopened", InterruptFaults::partialAppendKept),
  CHANNEL_LEFT_CLOSED("E6.reopened", InterruptFaults::channelLeftClosed),
  DIRECTORY_LEFT_BEHIND("F1.ready", LifeFaults::directoryLeftBehind),
  SECOND_CLOSE_THROWS("F2.idempotent", LifeFaults::secondCloseThrows),
  CLOSED_ENGINE_ANSWERS("F2.idempotent", LifeFaults::closedEngineAnswers),
  APPEND_IN_FLIGHT_FAILS_UNTYPED("F2.flight", AppendFaults::appendInFlightFailsUntyped),
  ACKNOWLEDGED_AFTER_THE_CLOSE("F2.flight", AppendFaults::appendAcknowledgedAfterTheClose, Sound.ON_DISK),
  THREAD_LEFT_BEHIND("F2.released", LifeFaults::threadLeftBehind),
  DESCRIPTOR_LEFT_BEHIND("F2.released", LifeFaults::descriptorLeftBehind, Sound.ON_DISK),
  BUFFERS_NEVER_RELEASED("F2.released", LifeFaults::buffersNeverReleased),
  UNKNOWN_KEYS_IGNORED("F3.keys", LifeFaults::unknownKeysIgnored),
  FOREIGN_DIRECTORY_MARKED("F3.foreign", LifeFaults::refusedDirectoryMarked, Sound.ON_DISK),
  NEWER_STORE_MARKED("F3.newer", LifeFaults::refusedDirectoryMarked, Sound.ON_DISK);

  private final String clause;
  private final Supplier<Fault> fault;
  private final Sound sound;
  private final @Nullable Supplier<StorageProvider> withChildren;

  EngineDefect(String clause, Supplier<Fault> fault) {
    this(clause, fault, Sound.IN_MEMORY, null);
  }

  EngineDefect(String clause, Supplier<Fault> fault, Sound sound) {
    this(clause, fault, sound, null);
  }

  EngineDefect(String clause, Supplier<Fault> fault, Supplier<StorageProvider> withChildren) {
    this(clause, fault, Sound.ON_DISK, withChildren);
  }

  EngineDefect(
      String clause, Supplier<Fault> fault, Sound sound, @Nullable Supplier<StorageProvider> withChildren) {
    this.clause = clause;
    this.fault = fault;
    this.sound = sound;
    this.withChildren = withChildren;
  }

  /** Id of the clause that an engine with this defect breaks. */
  String clause() {
    return clause;
  }

  /** Whether the defect shows only where child processes have it too. */
  boolean needsChildren() {
    return withChildren != null;
  }

  /** A provider of engines with this defect, by its class where child processes make it too. */
  StorageProvider provider() {
    return withChildren == null ? broken() : withChildren.get();
  }

  /** A provider of engines with this defect; the fault of each begins anew. */
  StorageProvider broken() {
    return Broken.provider(sound.provider(), fault.get());
  }

  /** The engine that is sound but for the defect. */
  enum Sound {
    /** The reference engine. */
    IN_MEMORY("reference"),
    /** An engine with files, where the clause needs them. */
    ON_DISK("kafka-style");

    private final String engine;

    Sound(String engine) {
      this.engine = engine;
    }

    StorageProvider provider() {
      return Providers.named(engine);
    }
  }
}
