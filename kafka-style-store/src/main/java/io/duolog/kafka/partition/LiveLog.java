package io.duolog.kafka.partition;

import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.store.Faults;
import io.duolog.kafka.store.TextFiles;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BlockingAppend;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.Isolation;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.PartitionStats;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.error.StorageFailedException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe; loading is guarded by its monitor. The handle of a partition. Its files are opened at first use, so an
 * idle partition costs no descriptor and no mapping.
 */
public final class LiveLog implements PartitionLog {
  private final PartitionDescriptor descriptor;
  private final Path directory;
  private final PartitionCheckpoint known;
  private final PartsLoader loader;
  private final StoreLife life;
  private volatile @Nullable LogBody body;

  /**
   * A partition that is not loaded.
   *
   * @param known what the checkpoint says of it, for as long as it is not loaded
   */
  public LiveLog(PartitionDescriptor descriptor, Path directory, PartitionCheckpoint known, PartsLoader loader,
      StoreLife life) {
    this.descriptor = descriptor;
    this.directory = directory;
    this.known = known;
    this.loader = loader;
    this.life = life;
  }

  private LogBody body() {
    life.requireOpen();
    LogBody now = body;
    return now == null ? load() : now;
  }

  private synchronized LogBody load() {
    LogBody now = body;
    if (now == null) {
      life.requireOpen();
      try {
        now = new LogBody(loader.load(), this, descriptor.incarnation());
      } catch (IOException e) {
        throw Faults.typed("cannot load partition " + descriptor.name(), directory, e);
      }
      body = now;
    }
    return now;
  }

  /** Loads the partition now. */
  public void ensureLoaded() {
    body();
  }

  @Override
  public PartitionDescriptor descriptor() {
    return descriptor;
  }

  /** Identity and name. */
  public PartitionSpec spec() {
    return descriptor.spec();
  }

  @Override
  public long append(ByteBuf batch, AppendOptions options, AppendCompletion completion) {
    return body().append(batch, options, completion, false);
  }

  @Override
  public long append(ByteBuf batch, AppendOptions options) {
    BlockingAppend completion = BlockingAppend.armed();
    long baseOffset = body().append(batch, options, completion, true);
    completion.await();
    return baseOffset;
  }

  @Override
  public FetchOutcome read(long offset, int maxBytes, ReadOptions options) {
    return body().reading.read(offset, maxBytes, options);
  }

  @Override
  public LogOffsets offsets() {
    return body().parts.marks.offsets(new LogOffsets.Mutable()).copy();
  }

  @Override
  public long endOffset(Isolation isolation) {
    return body().parts.marks.endOffset(isolation);
  }

  @Override
  public long readableBytes(long offset, Isolation isolation) {
    return body().reading.readableBytes(offset, isolation);
  }

  @Override
  public Optional<OffsetAndTimestamp> lookup(TimestampQuery query) {
    return body().lookup.lookup(query);
  }

  @Override
  public long advanceHighWatermark(long offset) {
    return body().advanceHighWatermark(offset);
  }

  @Override
  public PartitionStats stats() {
    LogBody now = body();
    LogOffsets offsets = offsets();
    long sizeBytes = now.reading.readableBytes(offsets.logStart(), Isolation.LOG_END);
    return new PartitionStats(offsets, sizeBytes, 0, now.parts.leaderEpoch);
  }

  /** Has a completion called when everything that was appended before is durable; false if it is already. */
  public boolean sync(AppendCompletion completion) {
    LogBody now = body;
    return now != null && now.sync(completion);
  }

  /** The final fault, if there was one. */
  public @Nullable StorageFailedException failure() {
    LogBody now = body;
    return now == null ? null : now.parts.failure.first();
  }

  /** Work that is due now and then. */
  public void maintain() {
    LogBody now = body;
    if (now != null) {
      now.maintain();
    }
  }

  /** Refuses appends; when it returns none is under way. */
  public synchronized void refuseAppends() {
    LogBody now = body; // a load that was under way has ended: it holds the monitor
    if (now != null) {
      now.refuseAppends();
    }
  }

  /** Whether recovery found its files damaged. */
  public boolean isDamaged() {
    return loader.isDamaged();
  }

  /** Whether rolled segments are not sealed yet. */
  public boolean hasRolled() {
    LogBody now = body;
    return now != null && now.hasRolled();
  }

  /** What a checkpoint says of it now. */
  public PartitionCheckpoint checkpoint() throws IOException {
    LogBody now = body;
    return now == null ? known : now.checkpoint();
  }

  /** Writes what is written at close only. */
  public void writeClosedFiles(TextFiles texts) throws IOException {
    LogBody now = body;
    if (now != null) {
      now.writeClosedFiles(texts);
    }
  }

  /** Gives up what is mapped. */
  public void close() {
    LogBody now = body;
    if (now != null) {
      now.close();
    }
  }
}
