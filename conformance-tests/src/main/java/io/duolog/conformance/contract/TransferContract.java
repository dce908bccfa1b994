package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.conformance.workload.Loopback;
import io.duolog.storage.Capability;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TransferMode;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How bytes reach a channel (R4, R7). */
public abstract class TransferContract extends StorageContract {
  private static final int BATCHES = 2_500;
  private static final int PIECES_PER_CALL = 1_024;

  /** For subclasses. */
  protected TransferContract() {}

  private PartitionLog filled(StorageEngine engine) {
    PartitionLog log = create(engine, "transferred", 0);
    PartitionLog other = create(engine, "between", 0);
    for (int i = 0; i < BATCHES; i++) {
      append(log, Batches.random(1, 60 + i % 40, i));
      if (i % 3 == 0) {
        append(other, Batches.text("a batch of another partition"));
      }
    }
    return log;
  }

  private static ByteBuffer copyOf(FetchResult result) {
    return ByteBuffer.wrap(ByteBufUtil.getBytes(result.content(), 0, result.sizeBytes()));
  }

  @ParameterizedTest
  @EnumSource(names = {"ENGINE", "COPY"})
  @Rule({"R4.bytes", "R3.views"})
  protected void r4_theTransferredBytesAreTheContent(TransferMode mode) throws IOException {
    PartitionLog log = filled(open());
    try (Loopback loopback = Loopback.open()) {
      long offset = 0;
      for (int maxBytes : new int[] {1, 3_000, 50_000, 1_000_000}) {
        FetchResult result = Contents.fetch(log, offset, maxBytes, ReadOptions.LOG_END);
        ByteBuffer arrived = loopback.transfer(result, mode);
        assertEquals(copyOf(result), arrived);
        assertEquals(0, result.remainingBytes());
        assertEquals(arrived, loopback.transfer(result, mode), "after a rewind");
        offset = result.nextOffset();
        result.release();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ENGINE", "COPY"})
  @Rule("R3.views")
  protected void r3_aTransferResumesAfterPartialWrites(TransferMode mode) throws IOException {
    PartitionLog log = filled(open());
    FetchResult result = Contents.fetch(log, 0, 1_000_000, ReadOptions.LOG_END);
    ByteBuffer arrived = ByteBuffer.allocate(result.sizeBytes());
    try (Loopback loopback = Loopback.open()) {
      SocketChannel sender = loopback.sender();
      sender.configureBlocking(false);
      loopback.receiver().configureBlocking(false);
      long sum = 0;
      while (result.remainingBytes() > 0) {
        long sent = result.transferTo(sender, mode);
        sum += sent;
        assertEquals(result.sizeBytes() - sum, result.remainingBytes());
        while (sent == 0 && loopback.receiver().read(arrived) > 0) {
          assertTrue(arrived.position() <= sum);
        }
      }
      loopback.receiver().configureBlocking(true);
      while (arrived.hasRemaining()) {
        assertTrue(loopback.receiver().read(arrived) > 0);
      }
      assertEquals(0, result.transferTo(sender, mode), "nothing remains");
    }
    assertEquals(copyOf(result), arrived.flip());
    result.release();
  }

  @Test
  @Rule("R4.counted")
  protected void r4_copiesAreCounted() throws IOException {
    StorageEngine engine = open();
    FetchResult result = Contents.fetch(filled(engine), 0, 100_000, ReadOptions.LOG_END);
    try (Loopback loopback = Loopback.open()) {
      loopback.transfer(result, TransferMode.COPY);
    }
    assertEquals(result.sizeBytes(), engine.stats().copiedBytes());
    assertEquals(result.sizeBytes(), engine.stats().transferredBytes());
    result.release();
  }

  @Test
  @Rule("R4.zero")
  @Needs(Capability.ZERO_COPY_TRANSFER)
  protected void r4_theEnginesOwnPathCopiesNothing() throws IOException {
    StorageEngine engine = open();
    FetchResult result = Contents.fetch(filled(engine), 0, 100_000, ReadOptions.LOG_END);
    try (Loopback loopback = Loopback.open()) {
      loopback.transfer(result, TransferMode.ENGINE);
    }
    assertEquals(0, engine.stats().copiedBytes());
    assertEquals(result.sizeBytes(), engine.stats().transferredBytes());
    result.release();
  }

  @ParameterizedTest
  @EnumSource(names = {"ENGINE", "COPY"})
  @Rule("R7.copied")
  protected void r7_anyOtherChannelGetsTheSameBytesCounted(TransferMode mode) throws IOException {
    StorageEngine engine = open();
    FetchResult result = Contents.fetch(filled(engine), 0, 100_000, ReadOptions.LOG_END);
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    while (result.remainingBytes() > 0) {
      assertTrue(result.transferTo(Channels.newChannel(sink), mode) > 0);
    }
    assertEquals(copyOf(result), ByteBuffer.wrap(sink.toByteArray()));
    assertEquals(result.sizeBytes(), engine.stats().copiedBytes());
    result.release();
  }

  @Test
  @Rule("R4.calls")
  @Needs(Capability.ZERO_COPY_TRANSFER)
  protected void r4_aResponseTakesACallPerThousandPieces() throws IOException, InterruptedException {
    PartitionLog log = filled(open());
    FetchResult result = Contents.fetch(log, 0, 1_000_000, ReadOptions.LOG_END);
    int pieces = result.parts().size();
    int calls = 0;
    try (Loopback loopback = Loopback.open()) {
      Thread consumer = Thread.ofPlatform().name("consumer").start(() -> discard(loopback.receiver()));
      while (result.remainingBytes() > 0) {
        result.transferTo(loopback.sender(), TransferMode.ENGINE);
        calls++;
      }
      loopback.sender().shutdownOutput();
      consumer.join();
    }
    int most = (pieces + PIECES_PER_CALL - 1) / PIECES_PER_CALL;
    assertTrue(calls <= most, calls + " calls for " + pieces + " pieces over a blocking socket, at most " + most);
    result.release();
  }

  private static void discard(SocketChannel receiver) {
    ByteBuffer sink = ByteBuffer.allocate(Contents.READ_BYTES);
    try {
      while (receiver.read(sink) >= 0) {
        sink.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the receiving end failed", e);
    }
  }
}
