package io.duolog.kafka.format;

/** Stateless. The names of the files directly in a store directory. */
public final class StoreFiles {
  /** Held while an engine has the directory open; Kafka's own lock file. */
  public static final String LOCK = ".lock";

  /** There only while nothing has the directory open and everything in it was forced; Kafka's own marker. */
  public static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

  /** Kafka's identity of the directory. */
  public static final String META_PROPERTIES = "meta.properties";

  /** Ours: what a reopening needs to know. */
  public static final String CHECKPOINT = "checkpoint";

  /** Ours: what no other file can give back. */
  public static final String CATALOGUE = "catalogue";

  /** Kafka's recovery points. */
  public static final String RECOVERY_POINTS = "recovery-point-offset-checkpoint";

  /** Kafka's log starts. */
  public static final String LOG_STARTS = "log-start-offset-checkpoint";

  /** Kafka's high watermarks. */
  public static final String HIGH_WATERMARKS = "replication-offset-checkpoint";

  /** A file on its way to replace another. */
  public static final String TEMPORARY_SUFFIX = ".tmp";

  /** A partition directory that is being made or deleted. */
  public static final String DELETED_DIRECTORY_SUFFIX = "-delete";

  /** In a partition directory: Kafka's topic id. */
  public static final String PARTITION_METADATA = "partition.metadata";

  /** In a partition directory: Kafka's leader epochs. */
  public static final String LEADER_EPOCHS = "leader-epoch-checkpoint";

  private StoreFiles() {}
}
