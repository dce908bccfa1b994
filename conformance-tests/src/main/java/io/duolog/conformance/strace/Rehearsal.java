package io.duolog.conformance.strace;

import io.duolog.conformance.kill.KillPayload;
import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.workload.StoredFiles;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineResources;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * The same appends to the same directory before they are watched, to learn the names that an engine gives. Immutable.
 *
 * @param provider the engine
 * @param config of the store
 * @param store the directory, which is as if nothing had been there when a rehearsal is over
 */
record Rehearsal(StorageProvider provider, StorageConfig config, Path store) {
  /** The files that are made while a partition gets so many batches as {@link StoreChild} appends. */
  Set<Path> filesMadeBy(int partition, int batches) throws IOException {
    Set<Path> names;
    try (StorageEngine engine = provider.open(store, config, EngineResources.create())) {
      PartitionLog log = KillStore.partitions(engine).get(partition);
      Set<Path> before = DataFiles.all(store);
      long sequence = 0;
      for (int i = 0; i < batches; i++) {
        RecordBatchBuilder builder = new RecordBatchBuilder();
        for (int record = 0; record < StoreChild.RECORDS; record++) {
          builder.append(sequence, null, KillPayload.encode(partition, sequence++));
        }
        log.append(Unpooled.wrappedBuffer(builder.build()), AppendOptions.BUFFERED);
      }
      names = DataFiles.all(store);
      names.removeAll(before);
    }
    StoredFiles.delete(store);
    return names;
  }
}
