package io.duolog.conformance.model;

import io.duolog.conformance.workload.Defect;
import io.duolog.storage.Durability;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TimestampQuery;

/** One step of a run. Immutable values; partitions are numbered by creation. */
sealed interface Operation {
  /** Creates the next partition. */
  record Create(int partition) implements Operation {}

  /** Appends a valid batch under an epoch, or under the partition's own. */
  record Append(int partition, BatchPlan batch, Durability durability, int epoch) implements Operation {}

  /** Appends a batch that has to be refused. */
  record AppendDefect(int partition, Defect defect, long seed) implements Operation {}

  /** Appends under an epoch below the partition's. */
  record AppendFenced(int partition, BatchPlan batch, int epoch) implements Operation {}

  /** Reads once. */
  record Read(int partition, long offset, int maxBytes, ReadOptions options) implements Operation {}

  /** Asks by time. */
  record Lookup(int partition, TimestampQuery query) implements Operation {}

  /** Asks for the offsets, and for the readable bytes from one of them. */
  record Offsets(int partition, long offset) implements Operation {}

  /** Sets the high watermark. */
  record Advance(int partition, long offset) implements Operation {}

  /** Makes everything durable. */
  record Sync() implements Operation {}

  /** Closes the engine and opens it again. */
  record Reopen() implements Operation {}
}
