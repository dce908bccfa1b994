package io.duolog.rocket.append;

import io.duolog.io.file.ResourceBudget;
import io.duolog.io.file.SystemDisk;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.rocket.fault.StoreHealth;
import io.duolog.rocket.format.CatalogueEntries.PartitionCreated;
import io.duolog.rocket.log.AllocationThread;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.log.StoreSettings;
import io.duolog.rocket.log.UnsyncedLimits;
import io.duolog.rocket.log.WriteMode;
import io.duolog.rocket.partition.Completions;
import io.duolog.rocket.partition.Partition;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.recovery.OpenedStore;
import io.duolog.rocket.recovery.StoreDirectory;
import io.duolog.rocket.recovery.StoreOpening;
import io.duolog.rocket.store.PartitionTable;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineClock;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.error.AbandonedAppendException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Thread-safe. A store without its facade, in which an append can be held between its reservation and its copy. */
final class OpenLog implements AutoCloseable {
  private static final int QUEUE_FILE_BYTES = 64 * 1024;
  static final int LOG_FILE_BYTES = 1024 * 1024;
  private static final int MOST_BATCH_BYTES = 128 * 1024;

  /** A key that makes a batch too large to be copied before its place is reserved. */
  private static final byte[] LARGE_KEY = new byte[70 * 1024];

  final OpenedStore store;
  final StoreHealth health;
  final Appender appender;
  private final AllocationThread allocation;
  private final PartitionTable partitions = new PartitionTable();
  private final Completions completions = new Completions();

  OpenLog(Path directory) throws IOException {
    this(directory, WriteMode.MAPPING);
  }

  OpenLog(Path directory, WriteMode mode) throws IOException {
    SystemDisk disk = new SystemDisk();
    UnsyncedLimits unbounded = new UnsyncedLimits(0, 0, 0);
    StoreSettings settings =
        new StoreSettings("test", LOG_FILE_BYTES, QUEUE_FILE_BYTES, MOST_BATCH_BYTES, unbounded, mode);
    ResourceBudget budget = new ResourceBudget(100, 100);
    StoreEnvironment environment = new StoreEnvironment(directory, disk, budget, EngineClock.SYSTEM, settings);
    health = new StoreHealth(directory);
    new StoreDirectory(disk, directory).prepare();
    store = new StoreOpening(environment, health, completions, partitions, List.of()).open();
    allocation = new AllocationThread("test", List.of(store.log().supply(), store.queue().supply()), health);
    store.log().supply().wakeBy(allocation::wake);
    store.queue().supply().wakeBy(allocation::wake);
    allocation.start();
    store.writing().forces().start();
    appender =
        new Appender(
            "test",
            new Appender.Parts(
                store.writing().tail(), store.writing().forces(), allocation, health, EngineClock.SYSTEM),
            MOST_BATCH_BYTES);
    appender.start();
  }

  Partition partition(int index) throws IOException {
    PartitionIdentity identity = new PartitionIdentity(new UUID(1, 2), index);
    TopicPartition name = new TopicPartition("topic", index);
    long incarnation = store.state().checkpointer().takeIncarnation();
    store.state()
        .catalogue()
        .created(List.of(new PartitionCreated(incarnation, identity.topicId(), index, name.topic())));
    ConsumeQueue queue = new ConsumeQueue(store.queue().pages(), incarnation, store.queue().repair());
    Partition partition = new Partition(new PartitionSpec(identity, name), incarnation, queue, completions);
    partitions.add(partition);
    return partition;
  }

  static ByteBuf batch(String... values) {
    RecordBatchBuilder builder = new RecordBatchBuilder();
    for (String value : values) {
      builder.append(1_700_000_000_000L, null, value.getBytes(StandardCharsets.UTF_8));
    }
    return Unpooled.wrappedBuffer(builder.build());
  }

  static ByteBuf largeBatch(String value) {
    RecordBatchBuilder builder = new RecordBatchBuilder();
    builder.append(1_700_000_000_000L, LARGE_KEY, value.getBytes(StandardCharsets.UTF_8));
    return Unpooled.wrappedBuffer(builder.build());
  }

  /** An append that has its place; it goes on, on its own thread, when the test says so. */
  Held hold(Partition partition, String value, AppendOptions options, AppendCompletion completion) {
    return new Held(this, partition, largeBatch(value), options, completion);
  }

  /** Confined to the test's thread; the append is on a thread of its own. */
  static final class Held implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Arena arena = Arena.ofShared();
    private final OpenLog log;
    private final Partition partition;
    private final AppendOptions options;
    private final AppendCompletion completion;
    private final ByteBuf bytes;
    private @Nullable PendingBatch pending;
    private boolean isClosed;
    private boolean isEnded;

    private Held(
        OpenLog log, Partition partition, ByteBuf batch, AppendOptions options, AppendCompletion completion) {
      this.log = log;
      this.partition = partition;
      this.options = options;
      this.completion = completion;
      ByteBuffer copy = arena.allocate(batch.readableBytes()).asByteBuffer();
      copy.put(batch.nioBuffer()).flip();
      this.bytes = Unpooled.wrappedBuffer(copy);
      run(
          () -> {
            PendingBatch prepared = log.appender.prepare(partition, bytes, options);
            log.appender.reserve(partition, prepared, options, completion);
            pending = prepared;
            return 0L;
          });
    }

    private interface Step {
      long run();
    }

    private long run(Step step) {
      try {
        return thread.submit(step::run).get();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new AssertionError(e.getCause());
      }
    }

    /** Copies and publishes the batch; returns its base offset. */
    long finish() {
      isEnded = true;
      return run(() -> log.appender.finish(partition, Objects.requireNonNull(pending), options, completion));
    }

    /** Lets the copy meet a buffer that is gone. */
    void fail() {
      isClosed = true;
      arena.close();
      finish();
    }

    /** Gives the append up if the test did not end it: the store could not close. */
    @Override
    public void close() {
      try {
        if (!isEnded) {
          fail();
        }
      } catch (AbandonedAppendException e) {
        isEnded = true;
      } finally {
        thread.shutdown();
        if (!isClosed) {
          arena.close();
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    appender.close();
    store.writing().forces().want(store.writing().tail().endPosition());
    store.writing().forces().close();
    allocation.close();
    if (!health.isFailed()) {
      store.state().checkpointer().write(true);
    }
    store.log().supply().close().forEach(io.duolog.rocket.log.LogFile::close);
    store.queue().supply().close().forEach(io.duolog.rocket.queue.QueueFile::close);
    store.log().files().close();
    store.queue().pages().close();
    store.state().catalogue().close();
  }
}
