package io.duolog.kafka.recovery;

import io.duolog.io.file.DirectoryLock;
import io.duolog.kafka.partition.PartitionContext;
import io.duolog.kafka.partition.PartitionTable;
import io.duolog.kafka.partition.StoreLife;
import io.duolog.kafka.segment.OpenFiles;
import io.duolog.kafka.store.CheckpointKeeper;
import io.duolog.storage.RecoveryReport;
import java.nio.file.Path;

/**
 * What opening hands to the engine; immutable, its parts are thread-safe.
 *
 * @param directory the store's
 * @param lock given up last
 * @param context what partitions share
 * @param openFiles descriptors
 * @param keeper checkpoint
 * @param table the partitions
 * @param life whether the store is open
 * @param report what was found
 * @param creation makes partitions
 */
public record OpenedStore(
    Path directory,
    DirectoryLock lock,
    PartitionContext context,
    OpenFiles openFiles,
    CheckpointKeeper keeper,
    PartitionTable table,
    StoreLife life,
    RecoveryReport report,
    PartitionCreation creation) {}
