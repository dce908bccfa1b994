package io.duolog.bench.jmh;

import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.payload.PayloadOptions;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.error.StorageException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Buffered appends of 1 KiB records by the core form with one completion that is used again and again. One operation is
 * one batch; {@link Records} counts records. An invocation is {@value #APPENDS} appends: before it, outside the
 * measurement, a store that is full is thrown away for an empty one, so that the disk is bounded.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AppendBenchmark {
  static final int APPENDS = 4_096;

  /** The engine. */
  @Param({"rocket-style", "kafka-style"})
  public String engine = "";

  /** Records in a batch. */
  @Param({"1", "32"})
  public int recordsPerBatch;

  /** Where the caller's bytes are. */
  @Param({"heap", "direct"})
  public String memory = "";

  private final Completion completion = new Completion();
  private ByteBuf[] batches = {};
  private long capBytes;
  private long bytesPerInvocation;
  private long writtenBytes;
  private @Nullable BenchStore store;
  private @Nullable PartitionLog partition;

  /** The completion that every append reports to. Confined to the benchmark's thread. */
  private static final class Completion implements AppendCompletion {
    private long lastOffset;

    @Override
    public void appended(long baseOffset, long last) {
      lastOffset = last;
    }

    @Override
    public void rejected(AppendRejection rejection) {
      throw new IllegalStateException("rejected: " + rejection);
    }

    @Override
    public void failed(StorageException cause) {
      throw cause;
    }
  }

  /** Builds the batches and opens the first store. */
  @Setup(Level.Trial)
  public void prepare() {
    BatchPool pool = BatchPool.build(PayloadOptions.usual().load(), recordsPerBatch);
    batches = pool.share(0, 1).buffers();
    if (memory.equals("heap")) {
      batches = inOneArray(batches);
    }
    capBytes = BenchStore.capBytes();
    bytesPerInvocation = (long) APPENDS * batches[0].readableBytes();
    replaceStore();
  }

  /** As a pooled allocator has them: parts of one large array. */
  private static ByteBuf[] inOneArray(ByteBuf[] direct) {
    ByteBuf all = Unpooled.buffer(Arrays.stream(direct).mapToInt(ByteBuf::readableBytes).sum());
    ByteBuf[] parts = new ByteBuf[direct.length];
    for (int i = 0; i < parts.length; i++) {
      int from = all.writerIndex();
      all.writeBytes(direct[i].duplicate());
      parts[i] = all.slice(from, all.writerIndex() - from);
    }
    return parts;
  }

  /** Replaces a store that is full. */
  @Setup(Level.Invocation)
  public void roomForOneInvocation() {
    if (writtenBytes + bytesPerInvocation > capBytes) {
      replaceStore();
      writtenBytes = 0;
    }
    writtenBytes += bytesPerInvocation;
  }

  private void replaceStore() {
    remove();
    BenchStore opened = BenchStore.open(engine);
    store = opened;
    partition = opened.partition();
  }

  /** Throws the last store away. */
  @TearDown(Level.Trial)
  public void remove() {
    BenchStore last = store;
    store = null;
    if (last != null) {
      last.close();
    }
  }

  /** Appends. */
  @Benchmark
  @OperationsPerInvocation(APPENDS)
  public long append(Records counter) {
    PartitionLog log = Objects.requireNonNull(partition);
    int count = batches.length;
    counter.begin();
    for (int i = 0; i < APPENDS; i++) {
      log.append(batches[i % count], AppendOptions.BUFFERED, completion);
    }
    counter.end((long) APPENDS * recordsPerBatch);
    return completion.lastOffset;
  }
}
