package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.conformance.workload.LentBuffers;
import io.duolog.record.RecordBatch;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.OverloadedException;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Calls of one thread, each with one outcome: what it is for, or a typed error. Confined to that thread. */
final class InterruptedCalls implements AutoCloseable {
  private static final int READ_BYTES = 8 * 1024;
  private static final int VALUE_BYTES = 700;
  private static final long RETRY_NANOS = 1_000_000;
  private static final List<Kind> FORCING = List.of(Kind.APPEND_DURABLE, Kind.APPEND_CORE, Kind.SYNC);
  private static final List<Kind> READING =
      List.of(
          Kind.READ, Kind.READ_VERIFIED, Kind.CONTENT, Kind.BATCHES, Kind.LOOKUP, Kind.TRANSFER,
          Kind.TRANSFER_ELSEWHERE);

  private final StorageEngine engine;
  private final PartitionLog log;
  private final LentBuffers buffers;
  private final AppendOptions mostDurable;
  private final AcknowledgedBatches acknowledged;
  private final SplittableRandom random;
  private boolean isToBeInterrupted;
  private @Nullable SocketChannel sender;
  private @Nullable SocketChannel receiver;

  /** What is called. */
  enum Kind {
    /** A blocking append. */
    APPEND,
    /** A blocking append, as durable as the engine can. */
    APPEND_DURABLE,
    /** The core form of append. */
    APPEND_CORE,
    /** A read. */
    READ,
    /** A read that checks. */
    READ_VERIFIED,
    /** The content of a result. */
    CONTENT,
    /** The batches of a result. */
    BATCHES,
    /** A lookup by time. */
    LOOKUP,
    /** A force of everything. */
    SYNC,
    /** A transfer to a socket. */
    TRANSFER,
    /** A transfer to a channel that takes no notice of interrupts. */
    TRANSFER_ELSEWHERE
  }

  InterruptedCalls(
      StorageEngine engine,
      AcknowledgedBatches acknowledged,
      LentBuffers buffers,
      AppendOptions mostDurable,
      long seed) {
    this.engine = engine;
    this.log = acknowledged.log();
    this.buffers = buffers;
    this.mostDurable = mostDurable;
    this.acknowledged = acknowledged;
    this.random = new SplittableRandom(seed);
  }

  /** Any kind, seldom one that waits for a force. */
  Kind anyKind() {
    return switch (random.nextInt(24)) {
      case 0 -> FORCING.get(random.nextInt(FORCING.size()));
      case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> Kind.APPEND;
      default -> READING.get(random.nextInt(READING.size()));
    };
  }

  /** As {@link #attempt}; an interrupt is pending from the moment on in which the call begins. */
  @Nullable StorageException attemptInterrupted(Kind kind) throws IOException {
    isToBeInterrupted = true;
    return attempt(kind);
  }

  private void begin() {
    if (isToBeInterrupted) {
      isToBeInterrupted = false;
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Calls.
   *
   * @return why the call failed, or null; an engine without room for the moment is asked again
   * @throws AssertionError if the call has another outcome
   */
  @Nullable StorageException attempt(Kind kind) throws IOException {
    while (true) {
      try {
        call(kind);
        return null;
      } catch (OverloadedException e) {
        LockSupport.parkNanos(RETRY_NANOS);
      } catch (StorageException e) {
        return e;
      }
    }
  }

  /** Calls; it has to succeed. */
  void require(Kind kind) throws IOException {
    StorageException failure = attempt(kind);
    if (failure != null) {
      throw new AssertionError(kind + " failed though nobody interrupted it", failure);
    }
  }

  private void call(Kind kind) throws IOException {
    switch (kind) {
      case APPEND -> append(AppendOptions.BUFFERED);
      case APPEND_DURABLE -> append(mostDurable);
      case APPEND_CORE -> appendCore();
      case READ -> read(ReadOptions.LOG_END);
      case READ_VERIFIED -> read(ReadOptions.LOG_END.verified());
      case CONTENT -> withResult(result -> assertEquals(result.sizeBytes(), bytesOf(result).remaining()));
      case BATCHES -> withResult(InterruptedCalls::walk);
      case LOOKUP -> lookUp();
      case SYNC -> sync();
      case TRANSFER -> transfer();
      case TRANSFER_ELSEWHERE -> withResult(InterruptedCalls::transferElsewhere);
    }
  }

  private void append(AppendOptions options) {
    ByteBuffer batch = batch();
    begin();
    acknowledged.add(log.append(buffers.of(batch), options), batch);
  }

  private void appendCore() {
    ByteBuffer batch = batch();
    CountedCompletion completion = new CountedCompletion();
    begin();
    try {
      long base = log.append(buffers.of(batch), mostDurable, completion);
      completion.await();
      assertEquals(base, completion.baseOffset());
      acknowledged.add(base, batch);
    } catch (StorageException e) {
      assertEquals(0, completion.told(), () -> "told of the end of an append that threw " + e);
      throw e;
    }
  }

  private ByteBuffer batch() {
    return Batches.random(1 + random.nextInt(3), VALUE_BYTES, random.nextLong());
  }

  private void lookUp() {
    begin();
    log.lookup(new TimestampQuery.AtOrAfter(Batches.EPOCH_MILLIS + random.nextInt(1_000)));
  }

  private void sync() {
    begin();
    if (mostDurable == AppendOptions.SYNCED) {
      engine.sync();
    }
  }

  private void read(ReadOptions options) {
    begin();
    long offset = random.nextLong(log.offsets().logEnd() + 1);
    FetchResult result = Contents.fetch(log, offset, READ_BYTES, options);
    long asked = Math.min(offset, result.nextOffset());
    result.release();
    assertEquals(offset, asked, "a read ends before the asked offset");
  }

  /** Does something with a result; only that, and not the read, is interrupted. */
  private void withResult(Use use) throws IOException {
    long end = log.offsets().logEnd();
    FetchResult result = Contents.fetch(log, end == 0 ? 0 : random.nextLong(end), READ_BYTES, ReadOptions.LOG_END);
    try {
      begin();
      use.of(result);
    } finally {
      result.release();
    }
  }

  /** A use of a result. */
  private interface Use {
    void of(FetchResult result) throws IOException;
  }

  private static ByteBuffer bytesOf(FetchResult result) {
    return result.content().nioBuffer(0, result.sizeBytes());
  }

  private static void walk(FetchResult result) {
    long next = result.firstOffset();
    BatchIterator batches = result.batches();
    while (batches.next()) {
      RecordBatch batch = batches.batch();
      assertTrue(batch.hasValidCrc());
      assertEquals(next, batch.baseOffset());
      next = batch.nextOffset();
    }
    assertEquals(result.nextOffset(), next);
  }

  private void transfer() throws IOException {
    SocketChannel target = connected();
    withResult(result -> transfer(result, target));
  }

  /** An interrupt closes the socket too, which is the caller's; its error is no fault of the engine then. */
  private void transfer(FetchResult result, SocketChannel target) throws IOException {
    boolean isSent = false;
    try {
      int sent = 0;
      while (result.remainingBytes() > 0) {
        sent += (int) result.transferTo(target, TransferMode.ENGINE);
        assertEquals(result.sizeBytes(), sent + result.remainingBytes());
      }
      isSent = true;
    } catch (IOException e) {
      assertFalse(target.isOpen(), () -> "the error of a socket that is open: " + e);
    } finally {
      if (!isSent) {
        disconnect(); // what was sent of it is not read
      }
    }
    if (isSent) {
      requireArrival(result);
    }
  }

  /** Looks at what arrived, if no interrupt hits that: the receiving end is not what is tested. */
  private void requireArrival(FetchResult result) throws IOException {
    boolean isInterrupted = Thread.interrupted();
    ByteBuffer arrived = ByteBuffer.allocate(result.sizeBytes());
    SocketChannel channel = receiver;
    try {
      while (channel != null && arrived.hasRemaining() && channel.read(arrived) >= 0) {}
      requireBatches(result, arrived);
    } catch (ClosedByInterruptException e) {
      disconnect();
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The sending end of a connection. Making one is not what is tested: it is made again if an interrupt hits it. */
  private SocketChannel connected() throws IOException {
    SocketChannel now = sender;
    boolean isInterrupted = false;
    while (now == null || !now.isOpen() || receiver == null || !receiver.isOpen()) {
      disconnect();
      isInterrupted |= Thread.interrupted();
      try (ServerSocketChannel server = ServerSocketChannel.open()) {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        now = SocketChannel.open(server.getLocalAddress());
        sender = now;
        receiver = server.accept();
      } catch (ClosedByInterruptException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    return now;
  }

  private void disconnect() throws IOException {
    for (SocketChannel channel : new @Nullable SocketChannel[] {sender, receiver}) {
      if (channel != null) {
        channel.close();
      }
    }
    sender = null;
    receiver = null;
  }

  private static void transferElsewhere(FetchResult result) {
    Taken taken = new Taken(ByteBuffer.allocate(result.sizeBytes()));
    try {
      while (result.remainingBytes() > 0) {
        result.transferTo(taken, TransferMode.ENGINE);
      }
    } catch (IOException e) {
      throw new AssertionError("the target has no error of its own", e);
    }
    requireBatches(result, taken.bytes());
  }

  private static void requireBatches(FetchResult result, ByteBuffer arrived) {
    assertEquals(result.sizeBytes(), arrived.position(), "bytes that arrived");
    long next = result.firstOffset();
    RecordBatch batch = new RecordBatch();
    for (int at = 0; at < arrived.position(); at += batch.sizeBytes()) {
      batch.wrap(arrived, at);
      assertEquals(next, batch.baseOffset());
      assertTrue(batch.hasValidCrc());
      next = batch.nextOffset();
    }
    assertEquals(result.nextOffset(), next);
  }

  /** Takes everything. Confined to one thread. */
  private record Taken(ByteBuffer bytes) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      int size = source.remaining();
      bytes.put(source);
      return size;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() throws IOException {
    disconnect();
  }
}
