package io.duolog.conformance.strace;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.duolog.conformance.kill.KillPayload;
import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.process.Providers;
import io.duolog.conformance.workload.Contents;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.Durability;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The process that is watched: does what its parent writes, a line each, and says what became of it. Each line that it
 * says is one system call, so it stands in the trace among the others.
 *
 * <ul>
 *   <li>{@code append ID PARTITION LEVEL}: the core form on the main thread, which says {@code begin ID}, {@code
 *       returned ID} or {@code refused ID CLASS}; its completion says {@code told ID} or {@code failed ID CLASS}.
 *   <li>{@code produce ID PARTITION LEVEL COUNT}: the blocking form on a thread of its own, {@code begin ID.N} and then
 *       {@code told ID.N} or {@code failed ID.N CLASS} each time, {@code produced ID} at the end.
 *   <li>{@code fill ID PARTITION LEVEL COUNT}: as many appends by the blocking form on a thread of its own, and at the
 *       end {@code filled ID}; or, at the first that fails, {@code failed ID N CLASS} behind N that did not.
 *   <li>{@code read ID PARTITION}: a read of the first batch on the main thread, {@code read ID}.
 *   <li>{@code state ID PARTITION}: {@code state ID LOGEND}.
 *   <li>{@code sync ID}: {@code synced ID}.
 *   <li>{@code close}: {@code closed}, and the process ends.
 * </ul>
 */
public final class StoreChild {
  /** Records of each batch. */
  static final int RECORDS = 2;

  private final FileOutputStream parent = new FileOutputStream(FileDescriptor.out);
  private final StorageEngine engine;
  private final List<PartitionLog> logs;
  private final AtomicLongArray sequences = new AtomicLongArray(KillStore.PARTITIONS);

  private StoreChild(StorageEngine engine) {
    this.engine = engine;
    this.logs = KillStore.partitions(engine);
  }

  /**
   * Opens the store and runs until it is told to close it.
   *
   * @param args class of the provider, directory, settings as {@code key=value}
   */
  public static void main(String[] args) throws IOException {
    StorageConfig config = StorageConfig.defaults();
    for (int i = 2; i < args.length; i++) {
      String[] setting = args[i].split("=", 2);
      config = config.with(setting[0], setting[1]);
    }
    StorageEngine engine = Providers.ofClass(args[0]).open(Path.of(args[1]), config, EngineResources.create());
    new StoreChild(engine).run();
  }

  private void run() throws IOException {
    for (int partition = 0; partition < logs.size(); partition++) {
      sequences.set(partition, logs.get(partition).offsets().logEnd());
    }
    say("ready");
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("close")) {
        engine.close();
        say("closed");
        return;
      }
      obey(words);
    }
    Runtime.getRuntime().halt(1); // the parent is gone, and calls may be held
  }

  private void obey(String[] words) {
    switch (words[0]) {
      case "append" -> append(words[1], Integer.parseInt(words[2]), options(words[3]));
      case "produce" -> {
        int count = Integer.parseInt(words[4]);
        Thread.ofPlatform()
            .daemon()
            .start(() -> produce(words[1], Integer.parseInt(words[2]), options(words[3]), count));
      }
      case "fill" -> {
        int count = Integer.parseInt(words[4]);
        Thread.ofPlatform().daemon().start(() -> fill(words[1], Integer.parseInt(words[2]), options(words[3]), count));
      }
      case "read" -> read(words[1], logs.get(Integer.parseInt(words[2])));
      case "state" -> say("state " + words[1] + " " + logs.get(Integer.parseInt(words[2])).offsets().logEnd());
      case "sync" -> {
        engine.sync();
        say("synced " + words[1]);
      }
      default -> throw new IllegalArgumentException("no command: " + words[0]);
    }
  }

  private static AppendOptions options(String level) {
    return switch (Durability.valueOf(level)) {
      case BUFFERED -> AppendOptions.BUFFERED;
      case SYNCED -> AppendOptions.SYNCED;
    };
  }

  private ByteBuf batch(int partition) {
    RecordBatchBuilder builder = new RecordBatchBuilder();
    long sequence = sequences.getAndAdd(partition, RECORDS);
    for (int i = 0; i < RECORDS; i++) {
      builder.append(sequence + i, null, KillPayload.encode(partition, sequence + i));
    }
    return Unpooled.wrappedBuffer(builder.build());
  }

  private void append(String id, int partition, AppendOptions options) {
    say("begin " + id);
    try {
      logs.get(partition).append(batch(partition), options, new Saying(id));
      say("returned " + id);
    } catch (StorageException e) {
      say("refused " + id + " " + e.getClass().getSimpleName());
    }
  }

  private void produce(String id, int partition, AppendOptions options, int count) {
    for (int i = 0; i < count; i++) {
      say("begin " + id + "." + i);
      try {
        logs.get(partition).append(batch(partition), options);
        say("told " + id + "." + i);
      } catch (StorageException e) {
        say("failed " + id + "." + i + " " + e.getClass().getSimpleName());
      }
    }
    say("produced " + id);
  }

  private void fill(String id, int partition, AppendOptions options, int count) {
    for (int i = 0; i < count; i++) {
      try {
        logs.get(partition).append(batch(partition), options);
      } catch (StorageException e) {
        say("failed " + id + " " + i + " " + e.getClass().getSimpleName());
        return;
      }
    }
    say("filled " + id);
  }

  private void read(String id, PartitionLog log) {
    Contents.fetch(log, log.offsets().logStart(), Contents.READ_BYTES, ReadOptions.LOG_END).release();
    say("read " + id);
  }

  private void say(String line) {
    try {
      parent.write((line + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says how an append ends. Thread-safe. */
  private final class Saying implements AppendCompletion {
    private final String id;

    Saying(String id) {
      this.id = id;
    }

    @Override
    public void appended(long baseOffset, long lastOffset) {
      say("told " + id);
    }

    @Override
    public void rejected(AppendRejection rejection) {
      say("failed " + id + " " + rejection.getClass().getSimpleName());
    }

    @Override
    public void failed(StorageException cause) {
      say("failed " + id + " " + cause.getClass().getSimpleName());
    }
  }
}
