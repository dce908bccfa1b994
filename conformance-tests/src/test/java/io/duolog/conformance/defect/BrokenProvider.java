package io.duolog.conformance.defect;

import io.duolog.storage.Capability;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineResources;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Broken engines that child processes make too, by the names of their classes. Thread-safe. */
public abstract class BrokenProvider implements StorageProvider {
  private final EngineDefect defect;

  BrokenProvider(EngineDefect defect) {
    this.defect = defect;
  }

  @Override
  public final String name() {
    return defect.broken().name();
  }

  @Override
  public final Set<Capability> capabilities() {
    return defect.broken().capabilities();
  }

  @Override
  public final List<ConfigKey<?>> configKeys() {
    return defect.broken().configKeys();
  }

  @Override
  public final StorageEngine open(Path directory, StorageConfig config, EngineResources resources) {
    return defect.broken().open(directory, config, resources);
  }

  /** Acknowledges too early. */
  public static final class Unstored extends BrokenProvider {
    /** For child processes. */
    public Unstored() {
      super(EngineDefect.ACKNOWLEDGED_BEFORE_IT_IS_STORED);
    }
  }

  /** Loses the last batch by a crash. */
  public static final class LostByCrash extends BrokenProvider {
    /** For child processes. */
    public LostByCrash() {
      super(EngineDefect.LAST_BATCH_LOST_BY_A_CRASH);
    }
  }

  /** Loses the last batch by a second open. */
  public static final class LostByOpen extends BrokenProvider {
    /** For child processes. */
    public LostByOpen() {
      super(EngineDefect.LAST_BATCH_LOST_BY_A_SECOND_OPEN);
    }
  }

  /** Has gaps after a crash. */
  public static final class Holey extends BrokenProvider {
    /** For child processes. */
    public Holey() {
      super(EngineDefect.BATCHES_LOST_AFTER_A_CRASH);
    }
  }

  /** Admits a second owner. */
  public static final class Unlocked extends BrokenProvider {
    /** For child processes. */
    public Unlocked() {
      super(EngineDefect.SECOND_PROCESS_ADMITTED);
    }
  }

  /** Loses the high watermark by a crash. */
  public static final class Markless extends BrokenProvider {
    /** For child processes. */
    public Markless() {
      super(EngineDefect.HIGH_WATERMARK_LOST_BY_A_CRASH);
    }
  }

  /** Reads everything after a crash. */
  public static final class Scanning extends BrokenProvider {
    /** For child processes. */
    public Scanning() {
      super(EngineDefect.EVERYTHING_SCANNED_AFTER_A_CRASH);
    }
  }
}
