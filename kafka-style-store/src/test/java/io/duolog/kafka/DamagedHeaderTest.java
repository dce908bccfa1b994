package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.kafka.format.SegmentName;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TimestampQuery;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.CorruptException;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of batches that were damaged while the store was closed, and files that were cut (rules C3, C8, R5). */
final class DamagedHeaderTest {
  private static final int BATCHES = 60;
  private static final int VALUE_BYTES = 700;
  private static final int STEP = 3;

  @TempDir Path temporary;

  private Path store;
  private final List<Place> places = new ArrayList<>();
  private final Map<Long, ByteBuffer> written = new HashMap<>();

  @BeforeEach
  void makeStore() throws IOException {
    store = temporary.resolve("store");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      for (int i = 0; i < BATCHES; i++) {
        log.append(Batches.of(1 + i % 3, i, VALUE_BYTES), AppendOptions.BUFFERED);
      }
    }
    try (var files = Files.list(store.resolve("orders-0"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".log")).sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        RecordBatch batch = new RecordBatch();
        for (int at = 0; at < bytes.length; at += batch.sizeBytes()) {
          batch.wrap(ByteBuffer.wrap(bytes), at);
          places.add(new Place(file, at, batch.baseOffset(), batch.nextOffset()));
          written.put(batch.baseOffset(), ByteBuffer.wrap(bytes, at, batch.sizeBytes()).slice());
        }
      }
    }
    assertEquals(BATCHES, places.size());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        5,
        7,
        RecordBatchLayout.BATCH_LENGTH_AT,
        RecordBatchLayout.BATCH_LENGTH_AT + 2,
        RecordBatchLayout.BATCH_LENGTH_AT + 3,
        RecordBatchLayout.LEADER_EPOCH_AT,
        RecordBatchLayout.LEADER_EPOCH_AT + 3,
        RecordBatchLayout.MAGIC_AT,
        RecordBatchLayout.CRC_AT,
        RecordBatchLayout.LAST_OFFSET_DELTA_AT,
        RecordBatchLayout.LAST_OFFSET_DELTA_AT + 3,
        RecordBatchLayout.HEADER_SIZE_BYTES + 9
      })
  void C8_aDamagedByteOfABatchHidesThatBatchOnly(int byteOfBatch) throws IOException {
    for (int i = byteOfBatch % STEP; i < BATCHES; i += STEP) {
      Place place = places.get(i);
      flip(place.file(), place.position() + byteOfBatch);
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        PartitionLog log = engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
        for (int maxBytes : new int[] {1, 3_000, 1 << 20}) {
          Reading reading = new Reading(log, maxBytes);
          assertTrue(reading.told.contains(place.file()), () -> place + " told " + reading.told);
          TreeSet<Long> missing = new TreeSet<>(written.keySet());
          missing.removeAll(reading.served);
          assertEquals(new TreeSet<>(List.of(place.baseOffset())), missing, () -> place + " by " + maxBytes);
        }
      }
      flip(place.file(), place.position() + byteOfBatch);
    }
  }

  @Test
  void C8_theErrorNamesFilePositionAndOffsets() throws IOException {
    Place place = places.get(7);
    flip(place.file(), place.position() + 6);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
      CorruptException told =
          assertThrows(CorruptException.class, () -> log.read(place.baseOffset(), 1, ReadOptions.LOG_END));
      String message = String.valueOf(told.getMessage());
      assertTrue(message.contains("offsets " + place.baseOffset() + " to " + (place.nextOffset() - 1)), message);
      assertTrue(message.contains(String.valueOf(place.file().getFileName())), message);
      assertTrue(message.contains(String.valueOf(place.position())), message);
    }
  }

  @Test
  void C8_aTimeIsNotFoundUnderAWrongOffset() throws IOException {
    Place place = places.get(3);
    assertEquals(0, SegmentName.baseOffsetOfLog(String.valueOf(place.file().getFileName())).orElseThrow());
    flip(place.file(), place.position() + 6);
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
      TimestampQuery query = new TimestampQuery.AtOrAfter(5);
      assertThrows(CorruptException.class, () -> log.lookup(query));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void R5_aFileThatEndsInsideATransferIsTold(boolean isBlocking) throws IOException {
    try (KafkaStyleEngine engine = TestStore.open(store);
        ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("localhost", 0));
        SocketChannel target = SocketChannel.open(server.getLocalAddress())) {
      target.configureBlocking(isBlocking);
      PartitionLog log = engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
      FetchResult result = (FetchResult) log.read(0, 1, ReadOptions.LOG_END);
      int left = 100;
      Files.write(places.getFirst().file(), Arrays.copyOf(Files.readAllBytes(places.getFirst().file()), left));
      for (TransferMode mode : List.of(TransferMode.SENDFILE, TransferMode.COPY)) {
        CorruptException told =
            assertThrows(
                CorruptException.class,
                () -> {
                  for (int i = 0; i < 3; i++) {
                    result.transferTo(target, mode);
                  }
                });
        assertEquals(left, told.location().position());
      }
      result.release();
    }
  }

  private static void flip(Path file, int position) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[position] ^= 0x21;
    Files.write(file, bytes);
  }

  /** Where a batch stands. */
  private record Place(Path file, int position, long baseOffset, long nextOffset) {}

  /** Reads a log from begin to end, one offset on behind each refusal. */
  private final class Reading {
    final TreeSet<Long> served = new TreeSet<>();
    final TreeSet<Path> told = new TreeSet<>();

    Reading(PartitionLog log, int maxBytes) {
      long end = log.offsets().logEnd();
      long next = 0;
      while (next < end) {
        next = read(log, next, maxBytes);
      }
      assertEquals(end, next, "no read jumps beyond the end");
    }

    private long read(PartitionLog log, long offset, int maxBytes) {
      FetchResult result;
      try {
        result = (FetchResult) log.read(offset, maxBytes, ReadOptions.LOG_END);
      } catch (CorruptException e) {
        told.add(Objects.requireNonNull(e.location().path()));
        return offset + 1;
      }
      try {
        ByteBuf content = result.content();
        assertTrue(content.readableBytes() > 0, "no read below the end is empty");
        takeAll(result);
        return result.nextOffset();
      } finally {
        result.release();
      }
    }

    private void takeAll(FetchResult result) {
      BatchIterator batches = result.batches();
      boolean isMore = true;
      while (isMore) {
        try {
          isMore = batches.next();
          if (isMore) {
            take(batches.batch());
          }
        } catch (CorruptException e) {
          told.add(Objects.requireNonNull(e.location().path()));
        }
      }
    }

    private void take(RecordBatch batch) {
      byte[] bytes = new byte[batch.sizeBytes()];
      batch.buffer().get(batch.index(), bytes);
      assertEquals(written.get(batch.baseOffset()), ByteBuffer.wrap(bytes), "at " + batch.baseOffset());
      served.add(batch.baseOffset());
    }
  }
}
