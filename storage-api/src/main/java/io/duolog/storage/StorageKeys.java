package io.duolog.storage;

import java.util.List;

/** The configuration keys that every engine understands, with the same defaults. */
public final class StorageKeys {
  private static final long MIB = 1024 * 1024;

  /** Size of a data file. */
  public static final ConfigKey<Long> FILE_SIZE_BYTES =
      new ConfigKey<>(
          "file.size.bytes",
          ConfigType.wholeNumber(16 * 1024, 16L * 1024 * MIB),
          1024 * MIB,
          "Size of a data file, in bytes: of a CommitLog file, or of a segment.",
          "segment.bytes, mappedFileSizeCommitLog");

  /** Largest batch. */
  public static final ConfigKey<Long> MAX_BATCH_BYTES =
      new ConfigKey<>(
          "max.batch.bytes",
          ConfigType.wholeNumber(128, 512 * MIB),
          MIB,
          "Size of the largest batch that is accepted, in bytes; a data file must hold it with its framing.",
          "max.message.bytes, maxMessageSize");

  /** Bound of unsynced data (D7). */
  public static final ConfigKey<Long> UNSYNCED_BYTES =
      new ConfigKey<>(
          "unsynced.bytes",
          ConfigType.wholeNumber(0, 1024 * 1024 * MIB),
          64 * MIB,
          "Bytes that a store may hold published and not forced; at half of them a force starts; 0 for no bound.",
          "flush.messages, flushCommitLogLeastPages");

  /** Age of unsynced data (D7). */
  public static final ConfigKey<Long> UNSYNCED_AGE_MS =
      new ConfigKey<>(
          "unsynced.age.ms",
          ConfigType.wholeNumber(0, 24 * 60 * 60 * 1000),
          500L,
          "Age of the oldest published and not forced byte at which a force starts, in ms; 0 for no bound.",
          "flush.ms, flushIntervalCommitLog");

  /** Patience of a blocking append (D7). */
  public static final ConfigKey<Long> APPEND_WAIT_MS =
      new ConfigKey<>(
          "append.wait.ms",
          ConfigType.wholeNumber(0, 60 * 60 * 1000),
          10_000L,
          "How long a blocking append waits for room in the bound of unsynced data, in ms.",
          "max.block.ms, waitTimeMillsInSendQueue");

  /** The keys of this class. */
  public static final List<ConfigKey<?>> ALL =
      List.of(FILE_SIZE_BYTES, MAX_BATCH_BYTES, UNSYNCED_BYTES, UNSYNCED_AGE_MS, APPEND_WAIT_MS);

  private StorageKeys() {}
}
