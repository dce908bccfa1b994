package io.duolog.rocket.log;

import io.duolog.storage.ConfigKey;
import io.duolog.storage.ConfigType;

/** How frames get into the files of the log. The bytes in the files are the same for all, and so is recovery. */
public enum WriteMode {
  /** Every appender copies its frame into a mapping of the file. */
  MAPPING,
  /** Frames are copied into a pool of memory, and a thread of the store writes them to the file. */
  POOL,
  /** Every appender writes its frame to the file. */
  CHANNEL;

  /** Which of them a store uses. */
  public static final ConfigKey<WriteMode> KEY =
      new ConfigKey<>(
          "write.mode",
          ConfigType.constant(WriteMode.class),
          MAPPING,
          "How batches get into the CommitLog: copied to a mapping, by way of a pool of memory, or written one by one.",
          "transientStorePoolEnable");
}
