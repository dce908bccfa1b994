package io.duolog.bench.cell;

import java.util.Arrays;
import java.util.Optional;

/** What the machine gives without any engine, measured in the same rounds. */
public enum Limit {
  /** A plain copy of 1 MiB blocks between two buffers that were touched before. */
  MEMORY_COPY("memory-copy", "memory copy, 1 MiB blocks", Unit.MEGABYTES_PER_SECOND),
  /** CRC32C of each batch, then a copy into a mapping prepared the same way as an engine's. */
  COPY_SINGLE("copy-single", "copy + CRC32C into a mapping, batches of 1", Unit.RECORDS_PER_SECOND),
  /** The same in batches of 32 records. */
  COPY_BATCH32("copy-batch32", "copy + CRC32C into a mapping, batches of 32", Unit.RECORDS_PER_SECOND),
  /** The same by 16 threads, each with room of its own. */
  COPY_SINGLE_16T("copy-single-16t", "copy + CRC32C into a mapping, batches of 1, 16 threads", Unit.RECORDS_PER_SECOND),
  /** CRC32C of each batch, then a write to one growing file. */
  WRITE_SINGLE("write-single", "write + CRC32C, batches of 1", Unit.RECORDS_PER_SECOND),
  /** The same in batches of 32 records. */
  WRITE_BATCH32("write-batch32", "write + CRC32C, batches of 32", Unit.RECORDS_PER_SECOND),
  /** The same over 64 files in turn. */
  WRITE_SINGLE_64F("write-single-64f", "write + CRC32C, batches of 1, 64 files", Unit.RECORDS_PER_SECOND),
  /** The same in batches of 32 records over 64 files in turn. */
  WRITE_BATCH32_64F("write-batch32-64f", "write + CRC32C, batches of 32, 64 files", Unit.RECORDS_PER_SECOND),
  /** The same by 16 threads, each with four files of its own. */
  WRITE_SINGLE_64F_16T("write-single-64f-16t", "write + CRC32C, batches of 1, 64 files, 16 threads",
      Unit.RECORDS_PER_SECOND),
  /** One thread: write a batch to a growing file, then fdatasync. */
  FDATASYNC_1T("fdatasync-1t", "write + fdatasync, 1 thread", Unit.RECORDS_PER_SECOND),
  /** Sixteen threads that write to one growing file; one of them forces for all that wait. */
  FDATASYNC_16T("fdatasync-16t", "write + fdatasync, 16 threads, one of them forces for all", Unit.RECORDS_PER_SECOND),
  /** One thread that writes to a growing file and forces groups of the sizes that an engine's forces had. */
  FDATASYNC_GROUPS("fdatasync-groups", "write + fdatasync, groups of the engine's sizes", Unit.RECORDS_PER_SECOND),
  /** One thread that copies a batch into a prepared mapping, and one that forces the range for it. */
  MSYNC_1T("msync-1t", "copy into a mapping + msync by a forcing thread, 1 thread", Unit.RECORDS_PER_SECOND),
  /** The same with sixteen threads that copy. */
  MSYNC_16T("msync-16t", "copy into a mapping + msync by a forcing thread, 16 threads", Unit.RECORDS_PER_SECOND),
  /** One thread that copies into a prepared mapping and forces groups of the sizes that an engine's forces had. */
  MSYNC_GROUPS("msync-groups", "copy into a mapping + msync, groups of the engine's sizes", Unit.RECORDS_PER_SECOND),
  /** The serving loop over one contiguous region of a file, 64 KiB a response. */
  SENDFILE_64K("sendfile-64k", "raw sendfile, 64 KiB", Unit.MEGABYTES_PER_SECOND),
  /** The same, 1 MiB a response. */
  SENDFILE_1M("sendfile-1m", "raw sendfile, 1 MiB", Unit.MEGABYTES_PER_SECOND),
  /** The serving loop over the scattered pieces of a mapped file, 64 KiB a response. */
  GATHER_64K("gather-64k", "raw gather, 64 KiB", Unit.MEGABYTES_PER_SECOND),
  /** The same, 1 MiB a response. */
  GATHER_1M("gather-1m", "raw gather, 1 MiB", Unit.MEGABYTES_PER_SECOND);

  private static final char OF_ENGINE = '.';

  private final String label;
  private final String title;
  private final Unit unit;

  Limit(String label, String title, Unit unit) {
    this.label = label;
    this.title = title;
    this.unit = unit;
  }

  /** The limit with a label, or with one that {@link #label(String)} has made of it. */
  public static Optional<Limit> labelled(String label) {
    int end = label.indexOf(OF_ENGINE);
    String plain = end < 0 ? label : label.substring(0, end);
    return Arrays.stream(values())
        .filter(limit -> limit.label.equals(plain) && limit.replaysGroups() == end >= 0)
        .findFirst();
  }

  /** The engine whose groups are replayed by the run with a label; empty for any other run. */
  public static Optional<String> replayedEngine(String label) {
    return labelled(label).filter(Limit::replaysGroups).map(limit -> label.substring(limit.label.length() + 1));
  }

  /** Whether it writes and forces groups of recorded sizes, in a run for each engine. */
  public boolean replaysGroups() {
    return this == FDATASYNC_GROUPS || this == MSYNC_GROUPS;
  }

  /** Label of the run that bounds an engine: each has one of its own where groups are replayed. */
  public String label(String engine) {
    return replaysGroups() ? label + OF_ENGINE + engine : label;
  }

  /** Whether it reads a store that was filled before. */
  public boolean readsFilledStore() {
    return this == SENDFILE_64K || this == SENDFILE_1M || this == GATHER_64K || this == GATHER_1M;
  }

  /** Whether it waits for the disk. */
  public boolean forces() {
    return switch (this) {
      case FDATASYNC_1T, FDATASYNC_16T, FDATASYNC_GROUPS, MSYNC_1T, MSYNC_16T, MSYNC_GROUPS -> true;
      case MEMORY_COPY, COPY_SINGLE, COPY_BATCH32, COPY_SINGLE_16T -> false;
      case WRITE_SINGLE, WRITE_BATCH32, WRITE_SINGLE_64F, WRITE_BATCH32_64F, WRITE_SINGLE_64F_16T -> false;
      case SENDFILE_64K, SENDFILE_1M, GATHER_64K, GATHER_1M -> false;
    };
  }

  /** Whether it copies into a mapping of a file. */
  public boolean fillsMapping() {
    return this == COPY_SINGLE || this == COPY_BATCH32 || this == COPY_SINGLE_16T;
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
