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
  FORCE_1T("force-1t", "write + fdatasync, 1 thread", Unit.RECORDS_PER_SECOND),
  /** Sixteen threads that write to one file; one of them forces for all that wait. */
  FORCE_16T("force-16t", "write + fdatasync, 16 threads, one forces for all", Unit.RECORDS_PER_SECOND),
  /** The serving loop over one contiguous region of a file, 64 KiB a response. */
  SENDFILE_64K("sendfile-64k", "raw sendfile, 64 KiB", Unit.MEGABYTES_PER_SECOND),
  /** The same, 1 MiB a response. */
  SENDFILE_1M("sendfile-1m", "raw sendfile, 1 MiB", Unit.MEGABYTES_PER_SECOND),
  /** The serving loop over the scattered pieces of a mapped file, 64 KiB a response. */
  GATHER_64K("gather-64k", "raw gather, 64 KiB", Unit.MEGABYTES_PER_SECOND),
  /** The same, 1 MiB a response. */
  GATHER_1M("gather-1m", "raw gather, 1 MiB", Unit.MEGABYTES_PER_SECOND);

  private final String label;
  private final String title;
  private final Unit unit;

  Limit(String label, String title, Unit unit) {
    this.label = label;
    this.title = title;
    this.unit = unit;
  }

  /** The limit with a label. */
  public static Optional<Limit> labelled(String label) {
    return Arrays.stream(values()).filter(limit -> limit.label.equals(label)).findFirst();
  }

  /** Whether it reads a store that was filled before. */
  public boolean readsFilledStore() {
    return this == SENDFILE_64K || this == SENDFILE_1M || this == GATHER_64K || this == GATHER_1M;
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
