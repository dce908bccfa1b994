package io.duolog.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.conformance.workload.LentBuffers;
import io.duolog.conformance.workload.Loopback;
import io.duolog.record.Compression;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.TransferMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same appends give the same bytes, whichever engine stores them and however they leave (R4). */
class CrossEngineTest {
  private static final int PARTITIONS = 3;
  private static final int APPENDS = 3_000;
  private static final int[] RESPONSE_BYTES = {1, 5_000, 64 * 1024, 1024 * 1024};

  @TempDir private Path directory;

  @Test
  void r4_theSameAppendsGiveTheSameBytesFromEveryEngine() throws IOException {
    List<ByteBuffer> expected = new ArrayList<>();
    List<String> compared = new ArrayList<>();
    for (StorageProvider provider : providers()) {
      List<ByteBuffer> served = served(provider);
      if (expected.isEmpty()) {
        expected.addAll(served);
      }
      for (int i = 0; i < served.size(); i++) {
        assertEquals(expected.get(i), served.get(i), provider.name() + " serves other bytes, case " + i);
      }
      compared.add(provider.name());
    }
    assertTrue(compared.size() >= 5, compared::toString);
    assertTrue(expected.stream().allMatch(bytes -> bytes.remaining() > 100_000));
  }

  /** All engines, and the other ways of writing of the one that has several. */
  private static List<StorageProvider> providers() {
    List<StorageProvider> providers = new ArrayList<>();
    ServiceLoader.load(StorageProvider.class).forEach(providers::add);
    providers.add(new WriteModeProvider.Pool());
    providers.add(new WriteModeProvider.Channel());
    return providers;
  }

  private List<ByteBuffer> served(StorageProvider provider) throws IOException {
    StorageConfig config =
        StorageConfig.defaults()
            .with(StorageKeys.FILE_SIZE_BYTES, 128L * 1024)
            .with(StorageKeys.MAX_BATCH_BYTES, 16L * 1024);
    List<ByteBuffer> served = new ArrayList<>();
    try (StorageEngine engine =
            provider.open(directory.resolve(provider.name()), config, EngineResources.create());
        Loopback loopback = Loopback.open()) {
      List<PartitionLog> logs = fill(engine);
      for (TransferMode mode : List.of(TransferMode.ENGINE, TransferMode.COPY)) {
        for (PartitionLog log : logs) {
          for (int maxBytes : RESPONSE_BYTES) {
            served.add(catchUp(log, maxBytes, mode, loopback));
          }
        }
      }
    }
    return served;
  }

  private static List<PartitionLog> fill(StorageEngine engine) {
    List<PartitionLog> logs = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      logs.add(
          engine.partitions().create(
              new PartitionSpec(new PartitionIdentity(new UUID(1, 1), p), new TopicPartition("same", p))));
    }
    SplittableRandom random = new SplittableRandom(42);
    LentBuffers buffers = new LentBuffers();
    for (int i = 0; i < APPENDS; i++) {
      Compression compression = random.nextInt(4) == 0 ? Compression.GZIP : Compression.NONE;
      ByteBuffer batch = Batches.random(1 + random.nextInt(8), random.nextInt(300), i, compression);
      AppendOptions options = AppendOptions.BUFFERED.withLeaderEpoch(i / 1_000);
      logs.get(random.nextInt(PARTITIONS)).append(buffers.of(batch), options);
    }
    buffers.takeBack();
    return logs;
  }

  /** All bytes of a partition as they arrive, response by response. */
  private static ByteBuffer catchUp(PartitionLog log, int maxBytes, TransferMode mode, Loopback loopback)
      throws IOException {
    ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    long next = 0;
    while (next < log.offsets().logEnd()) {
      FetchResult result = Contents.fetch(log, next, maxBytes, ReadOptions.LOG_END);
      arrived.writeBytes(loopback.transfer(result, mode).array());
      next = result.nextOffset();
      result.release();
    }
    return ByteBuffer.wrap(arrived.toByteArray());
  }
}
