package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.storage.AppendOptions;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.FetchResult;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.OffsetAndTimestamp;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.DirectoryLockedException;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.UnsupportedFormatException;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EngineLifeTest {
  @TempDir Path temporary;

  @Test
  void A1_offsetsAreDenseAndReadsReturnTheBatches() {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      assertEquals(0, log.append(Batches.of(3, 1000, 100), AppendOptions.BUFFERED));
      assertEquals(3, log.append(Batches.of(1, 2000, 100), AppendOptions.SYNCED));
      assertEquals(4, log.append(Batches.of(2, 3000, 100), AppendOptions.BUFFERED));
      assertEquals(List.of(0L, 3L, 4L), TestStore.baseOffsets(log, 0, 1 << 20));
      assertEquals(new LogOffsets(0, 4, 0, 0, 6), log.offsets());
      engine.sync();
      assertEquals(new LogOffsets(0, 6, 0, 0, 6), log.offsets());
    }
  }

  @Test
  void C6_aClosedStoreComesBackAcrossManySegments() {
    Path directory = temporary.resolve("store");
    List<Long> expected = new ArrayList<>();
    try (KafkaStyleEngine engine = TestStore.open(directory)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      for (int i = 0; i < 300; i++) {
        expected.add(log.append(Batches.of(1 + i % 3, i * 10L, 500), AppendOptions.BUFFERED));
      }
      assertEquals(expected, TestStore.baseOffsets(log, 0, 4000));
    }
    for (int round = 0; round < 3; round++) {
      try (KafkaStyleEngine engine = TestStore.open(directory)) {
        assertEquals(RecoveryReport.Kind.CLEAN, engine.recoveryReport().kind());
        PartitionLog log = engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
        assertEquals(expected, TestStore.baseOffsets(log, 0, 4000));
        assertEquals(expected, TestStore.baseOffsets(log, 0, 70_000));
        expected.add(log.append(Batches.of(2, 5000 + round, 300), AppendOptions.BUFFERED));
        assertEquals(0, engine.stats().others().get("rebuilt.index.files.count"));
      }
    }
  }

  @Test
  void R4_everyWayOutGivesTheSameBytes() throws IOException {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"));
        ServerSocketChannel server = ServerSocketChannel.open()) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      for (int i = 0; i < 100; i++) {
        log.append(Batches.of(2, i * 10L, 300), AppendOptions.BUFFERED);
      }
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      FetchResult result = (FetchResult) log.read(10, 40_000, ReadOptions.LOG_END);
      assertTrue(result.sizeBytes() > 20_000, "the read spans segments");
      byte[] content = new byte[result.sizeBytes()];
      ByteBuf bytes = result.content();
      bytes.getBytes(0, content);
      try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
          SocketChannel served = server.accept()) {
        for (TransferMode mode : List.of(TransferMode.ENGINE, TransferMode.SENDFILE, TransferMode.COPY)) {
          result.rewind();
          assertEquals(content.length, result.transferTo(served, mode));
          assertEquals(0, result.remainingBytes());
          ByteBuffer received = ByteBuffer.allocate(content.length);
          while (received.hasRemaining()) {
            client.read(received);
          }
          assertEquals(ByteBuffer.wrap(content), received.flip());
        }
      }
      assertEquals(content.length, engine.stats().copiedBytes());
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      result.rewind();
      result.transferTo(Channels.newChannel(stream), TransferMode.ENGINE);
      assertEquals(ByteBuffer.wrap(content), ByteBuffer.wrap(stream.toByteArray()));
      assertEquals(2L * content.length, engine.stats().copiedBytes());
      assertTrue(result.release());
      assertEquals(0, engine.stats().heldResults());
    }
  }

  @Test
  void R1_readsObeyTheLimitAndReturnAtLeastOneBatch() {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      int size = Batches.of(2, 0, 200).readableBytes();
      for (int i = 0; i < 150; i++) {
        log.append(Batches.of(2, 1000, 200), AppendOptions.BUFFERED);
      }
      for (int maxBytes : List.of(1, size - 1, size, size + 1, 3 * size - 1, 3 * size, 20 * size, 70 * size + 3)) {
        for (long offset : List.of(0L, 1L, 7L, 118L, 119L, 298L, 299L)) {
          FetchResult result = (FetchResult) log.read(offset, maxBytes, ReadOptions.LOG_END);
          long available = 150 - offset / 2;
          long batches = Math.min(available, Math.max(1, maxBytes / size));
          assertEquals(batches * size, result.sizeBytes(), "offset " + offset + ", maxBytes " + maxBytes);
          assertEquals(offset / 2 * 2, result.firstOffset());
          assertEquals(result.firstOffset() + 2 * batches, result.nextOffset());
          result.release();
          FetchResult strict =
              (FetchResult) log.read(offset, maxBytes, ReadOptions.LOG_END.withoutMinimumOneBatch());
          assertEquals(maxBytes < size ? 0 : batches * size, strict.sizeBytes());
          strict.release();
        }
      }
      assertInstanceOf(FetchOutcome.OutOfRange.class, log.read(301, 100, ReadOptions.LOG_END));
      FetchResult atEnd = (FetchResult) log.read(300, 100, ReadOptions.LOG_END);
      assertEquals(0, atEnd.sizeBytes());
      atEnd.release();
    }
  }

  @Test
  void L1_timesAreFoundAtRecordLevel() {
    try (KafkaStyleEngine engine = TestStore.open(temporary.resolve("store"))) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      for (int i = 0; i < 200; i++) {
        log.append(Batches.of(3, i * 10L, 300), AppendOptions.BUFFERED);
      }
      for (int i = 0; i < 200; i++) {
        assertEquals(
            Optional.of(new OffsetAndTimestamp(3L * i + 1, i * 10L + 1, -1)),
            log.lookup(new TimestampQuery.AtOrAfter(i * 10L + 1)));
      }
      assertEquals(
          Optional.of(new OffsetAndTimestamp(599, 1992, -1)), log.lookup(new TimestampQuery.MaxTimestamp()));
      assertEquals(Optional.empty(), log.lookup(new TimestampQuery.AtOrAfter(1993)));
      assertEquals(600, log.lookup(new TimestampQuery.Latest()).orElseThrow().offset());
    }
  }

  @Test
  void C7_aSecondOpeningIsRefusedAndAClosedEngineAnswersTyped() {
    Path directory = temporary.resolve("store");
    KafkaStyleEngine engine = TestStore.open(directory);
    PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
    assertThrows(DirectoryLockedException.class, () -> TestStore.open(directory));
    engine.close();
    engine.close();
    assertThrows(EngineClosedException.class, () -> log.append(Batches.of(1, 0, 1), AppendOptions.BUFFERED));
    assertThrows(EngineClosedException.class, () -> log.read(0, 1, ReadOptions.LOG_END));
    assertThrows(EngineClosedException.class, () -> engine.partitions().list());
  }

  @Test
  void F3_aForeignDirectoryIsRefusedAndNotTouched() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("kafka"));
    Files.writeString(directory.resolve("meta.properties"), "version=1\n");
    UnsupportedFormatException refused =
        assertThrows(UnsupportedFormatException.class, () -> TestStore.open(directory));
    assertTrue(String.valueOf(refused.getMessage()).contains("adopt=true"), refused::getMessage);
    try (var files = Files.list(directory)) {
      assertEquals(1, files.count());
    }
    assertFalse(Files.exists(directory.resolve(".lock")));
  }
}
