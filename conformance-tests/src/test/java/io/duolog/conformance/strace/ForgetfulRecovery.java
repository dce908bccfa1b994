package io.duolog.conformance.strace;

import io.duolog.conformance.kill.KillPayload;
import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.process.Providers;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** An engine whose recovery ends elsewhere if the one before it did not end. Thread-safe. */
public abstract class ForgetfulRecovery implements StorageProvider {
  private final StorageProvider sound;

  ForgetfulRecovery(String name) {
    this.sound = Providers.named(name);
  }

  /** Of the rocket-style engine. */
  public static final class OfRocketStyle extends ForgetfulRecovery {
    /** For child processes. */
    public OfRocketStyle() {
      super("rocket-style");
    }
  }

  /** Of the kafka-style engine. */
  public static final class OfKafkaStyle extends ForgetfulRecovery {
    /** For child processes. */
    public OfKafkaStyle() {
      super("kafka-style");
    }
  }

  @Override
  public final String name() {
    return "broken-" + sound.name();
  }

  @Override
  public final Set<Capability> capabilities() {
    return sound.capabilities();
  }

  @Override
  public final List<ConfigKey<?>> configKeys() {
    return sound.configKeys();
  }

  @Override
  public final StorageEngine open(Path directory, StorageConfig config, EngineResources resources) {
    Path begun = directory.resolveSibling(directory.getFileName() + ".begun");
    try {
      boolean isAgain = Files.exists(begun);
      Files.writeString(begun, "");
      StorageEngine engine = sound.open(directory, config, resources);
      if (isAgain) {
        appendOnce(KillStore.partitions(engine).getFirst());
      }
      Files.delete(begun);
      return engine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void appendOnce(PartitionLog log) {
    long sequence = log.offsets().logEnd();
    RecordBatchBuilder builder = new RecordBatchBuilder();
    builder.append(sequence, null, KillPayload.encode(0, sequence));
    log.append(Unpooled.wrappedBuffer(builder.build()), AppendOptions.BUFFERED);
  }
}
