package io.duolog.bench.cell;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One row of the comparison: what is done, its unit, and the limits that bound it, of an engine that writes through a
 * mapping and gathers, and of one that writes through a channel and uses sendfile.
 */
public enum Cell {
  /** One producer, one partition, one record a batch. */
  APPEND_SINGLE_1P("append-single-1p", "append, batches of 1, 1 partition", Unit.RECORDS_PER_SECOND,
      Limit.COPY_SINGLE, Limit.WRITE_SINGLE),
  /** One producer, one partition, 32 records a batch. */
  APPEND_BATCH32_1P("append-batch32-1p", "append, batches of 32, 1 partition", Unit.RECORDS_PER_SECOND,
      Limit.COPY_BATCH32, Limit.WRITE_BATCH32),
  /** One producer over 64 partitions in turn, one record a batch. */
  APPEND_SINGLE_64P("append-single-64p", "append, batches of 1, 64 partitions", Unit.RECORDS_PER_SECOND,
      Limit.COPY_SINGLE, Limit.WRITE_SINGLE_64F),
  /** One producer over 64 partitions in turn, 32 records a batch. */
  APPEND_BATCH32_64P("append-batch32-64p", "append, batches of 32, 64 partitions", Unit.RECORDS_PER_SECOND,
      Limit.COPY_BATCH32, Limit.WRITE_BATCH32_64F),
  /** Sixteen producers with four partitions each, one record a batch. */
  APPEND_SINGLE_64P_16T("append-single-64p-16t", "append, batches of 1, 64 partitions, 16 producers",
      Unit.RECORDS_PER_SECOND, Limit.COPY_SINGLE_16T, Limit.WRITE_SINGLE_64F_16T),
  /** One producer that waits until each batch is forced. */
  APPEND_SYNCED_1T("append-synced-1t", "synced append, 1 producer, 1 partition", Unit.RECORDS_PER_SECOND,
      Limit.MSYNC_1T, Limit.FDATASYNC_1T),
  /** Sixteen producers on one partition that wait until each batch is forced. */
  APPEND_SYNCED_16T("append-synced-16t", "synced append, 16 producers, 1 partition", Unit.RECORDS_PER_SECOND,
      Limit.MSYNC_16T, Limit.FDATASYNC_16T),
  /** One producer on one partition that has 64 appends in flight and is told when each is forced. */
  APPEND_SYNCED_64_IN_FLIGHT("append-synced-64-in-flight", "synced append, 1 producer with 64 in flight, 1 partition",
      Unit.RECORDS_PER_SECOND, Limit.MSYNC_GROUPS, Limit.FDATASYNC_GROUPS),
  /** A consumer on a loopback socket, 64 KiB a response, everything in the page cache. */
  CATCHUP_64K("catchup-64k", "catch-up read, 64 KiB responses", Unit.MEGABYTES_PER_SECOND,
      Limit.GATHER_64K, Limit.SENDFILE_64K),
  /** The same, 1 MiB a response. */
  CATCHUP_1M("catchup-1m", "catch-up read, 1 MiB responses", Unit.MEGABYTES_PER_SECOND,
      Limit.GATHER_1M, Limit.SENDFILE_1M),
  /** Opening a store that was closed, up to its first read. */
  REOPEN("reopen", "reopen after a clean close", Unit.MILLISECONDS),
  /** A producer and a consumer at the log end together; then the latency between them at a fixed rate. */
  PRODUCE_CONSUME("produce-consume", "produce and consume together", Unit.RECORDS_PER_SECOND);

  private final String label;
  private final String title;
  private final Unit unit;
  private final Optional<Limit> mapped;
  private final Optional<Limit> channel;

  Cell(String label, String title, Unit unit, Limit mapped, Limit channel) {
    this.label = label;
    this.title = title;
    this.unit = unit;
    this.mapped = Optional.of(mapped);
    this.channel = Optional.of(channel);
  }

  Cell(String label, String title, Unit unit) {
    this.label = label;
    this.title = title;
    this.unit = unit;
    this.mapped = Optional.empty();
    this.channel = Optional.empty();
  }

  /** The cell with a label. */
  public static Optional<Cell> labelled(String label) {
    return Arrays.stream(values()).filter(cell -> cell.label.equals(label)).findFirst();
  }

  /** The limit of an engine that writes and serves in a way. */
  public Optional<Limit> limit(Design design) {
    return switch (design) {
      case MAPPED -> mapped;
      case CHANNEL -> channel;
    };
  }

  /** All limits that bound this cell. */
  public Set<Limit> limits() {
    Set<Limit> limits = new LinkedHashSet<>();
    mapped.ifPresent(limits::add);
    channel.ifPresent(limits::add);
    return limits;
  }

  /** Whether it reads a store that was filled before. */
  public boolean readsFilledStore() {
    return this == CATCHUP_64K || this == CATCHUP_1M || this == REOPEN;
  }

  /** Whether it appends without a force. */
  public boolean isBufferedAppend() {
    return switch (this) {
      case APPEND_SINGLE_1P, APPEND_BATCH32_1P, APPEND_SINGLE_64P, APPEND_BATCH32_64P, APPEND_SINGLE_64P_16T -> true;
      case APPEND_SYNCED_1T, APPEND_SYNCED_16T, APPEND_SYNCED_64_IN_FLIGHT -> false;
      case CATCHUP_64K, CATCHUP_1M, PRODUCE_CONSUME, REOPEN -> false;
    };
  }

  /** Whether it leaves much behind that no force has covered: its process is not used again. */
  public boolean abandonsStore() {
    return isBufferedAppend() || this == PRODUCE_CONSUME;
  }

  /** Whether its appends wait for a force. */
  public boolean isSynced() {
    return this == APPEND_SYNCED_1T || this == APPEND_SYNCED_16T || this == APPEND_SYNCED_64_IN_FLIGHT;
  }

  /** Whether it is run when no cells are named: that is to end within four minutes. */
  public boolean isQuick() {
    return this != APPEND_SYNCED_64_IN_FLIGHT;
  }

  /** Whether its limits replay what an engine's run recorded. */
  public boolean isReplayed() {
    return limits().stream().anyMatch(Limit::replaysGroups);
  }

  /** Its stable name in results. */
  public String label() {
    return label;
  }

  /** What it is, for people. */
  public String title() {
    return title;
  }

  /** Unit of its figure. */
  public Unit unit() {
    return unit;
  }
}
