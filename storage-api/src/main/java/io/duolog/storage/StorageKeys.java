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

  /** The keys of this class. */
  public static final List<ConfigKey<?>> ALL = List.of(FILE_SIZE_BYTES, MAX_BATCH_BYTES);

  private StorageKeys() {}
}
