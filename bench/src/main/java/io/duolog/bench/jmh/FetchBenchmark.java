package io.duolog.bench.jmh;

import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.payload.PayloadOptions;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.FetchResult;
import io.duolog.storage.Isolation;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TransferMode;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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
 * Reads of 64 KiB and their transfer to a loopback socket, by the engine's own path; a thread at the other end discards
 * the bytes. One operation is one record: an invocation reads on until {@value #RECORDS} records are sent. Batches hold
 * one record of 1 KiB, so that a gathered piece is a record too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FetchBenchmark {
  static final int RECORDS = 6_000;

  private static final int FETCH_BYTES = 64 * 1024;
  private static final long JOIN_MILLIS = 5_000;
  private static final int FILL_ROUNDS = 30;

  /** The engine. */
  @Param({"rocket-style", "kafka-style"})
  public String engine = "";

  private @Nullable BenchStore store;
  private @Nullable SocketChannel sender;
  private @Nullable Thread discarder;
  private long offset;

  /** Fills a store and connects the socket. */
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    BenchStore opened = BenchStore.open(engine);
    store = opened;
    ByteBuf[] batches = BatchPool.build(PayloadOptions.usual().load(), 1).share(0, 1).buffers();
    for (int i = 0; i < FILL_ROUNDS * batches.length; i++) {
      opened.partition().append(batches[i % batches.length], AppendOptions.BUFFERED);
    }
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      sender = SocketChannel.open(listener.getLocalAddress());
      SocketChannel receiver = listener.accept();
      Thread thread = new Thread(() -> discard(receiver), "bench-discarder");
      thread.start();
      discarder = thread;
    }
  }

  private static void discard(SocketChannel receiver) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    try (receiver) {
      while (receiver.read(buffer.clear()) >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      System.err.println("the receiver ended: " + e);
    }
  }

  /** Reads and sends. */
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long fetch(Records counter) throws IOException {
    PartitionLog partition = Objects.requireNonNull(store).partition();
    SocketChannel target = Objects.requireNonNull(sender);
    long end = partition.endOffset(Isolation.LOG_END);
    long sent = 0;
    counter.begin();
    while (sent < RECORDS) {
      long from = offset;
      if (!(partition.read(from, FETCH_BYTES, ReadOptions.LOG_END) instanceof FetchResult result)) {
        throw new IllegalStateException("no result at offset " + from);
      }
      try {
        while (result.remainingBytes() > 0) {
          result.transferTo(target, TransferMode.ENGINE);
        }
        sent += result.nextOffset() - from;
        offset = result.nextOffset() >= end ? 0 : result.nextOffset();
      } finally {
        result.release();
      }
    }
    counter.end(sent);
    return sent;
  }

  /** Hangs up and throws the store away. */
  @TearDown(Level.Trial)
  public void remove() throws IOException, InterruptedException {
    Objects.requireNonNull(sender).close();
    Objects.requireNonNull(discarder).join(JOIN_MILLIS);
    Objects.requireNonNull(store).close();
  }
}
