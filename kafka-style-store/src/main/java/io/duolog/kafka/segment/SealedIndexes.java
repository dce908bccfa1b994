package io.duolog.kafka.segment;

import io.duolog.io.mapped.MappedFile;
import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.kafka.format.SegmentName;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe; changes are guarded by its monitor. The mapped index of one sealed segment, mapped at first use and
 * given up when it was not used for a while. Before it is mapped, its bytes are compared with the checksums in the
 * catalogue; a missing or different file is built again from the log as a new file (rule C4).
 */
final class SealedIndexes {
  private final SegmentFiles files;
  private final Path directory;
  private volatile @Nullable SealedIndex mapped;
  private volatile boolean wasUsed;
  private boolean isShut;

  SealedIndexes(SegmentFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  SegmentIndex acquire(SegmentSealed facts, LogFile log) throws IOException {
    wasUsed = true;
    while (true) {
      SealedIndex now = mapped;
      if (now == null) {
        now = map(facts, log);
      }
      if (now.tryAcquire()) {
        return now;
      }
    }
  }

  private synchronized SealedIndex map(SegmentSealed facts, LogFile log) throws IOException {
    SealedIndex now = mapped;
    if (now != null) {
      return now;
    }
    if (isShut) {
      throw new EngineClosedException("the store is closed", FaultLocation.of(directory), null);
    }
    if (IndexFiles.match(files.disk(), directory, facts.baseOffset(), facts.offsetIndex(), facts.timeIndex())) {
      now = open(facts.baseOffset(), facts.offsetIndex().entryCount(), facts.timeIndex().entryCount());
    } else {
      SegmentIndex rebuilt = IndexRebuild.replace(files, directory, facts, log);
      files.rebuiltIndexFiles().addAndGet(2);
      now = open(facts.baseOffset(), rebuilt.offsetCount(), rebuilt.timeCount());
    }
    mapped = now;
    return now;
  }

  private SealedIndex open(long baseOffset, int offsetCount, int timeCount) throws IOException {
    MappedFile offsets = open(SegmentName.offsetIndex(baseOffset), offsetCount);
    boolean isDone = false;
    try {
      SealedIndex index = new SealedIndex(offsets, open(SegmentName.timeIndex(baseOffset), timeCount));
      isDone = true;
      return index;
    } finally {
      if (!isDone && offsets != null) {
        offsets.close();
        giveBack(1);
      }
    }
  }

  private @Nullable MappedFile open(String name, int entryCount) throws IOException {
    if (entryCount == 0) {
      return null;
    }
    files.mappings().acquire(1);
    files.liveMappings().incrementAndGet();
    boolean isDone = false;
    try {
      MappedFile file = MappedFile.open(files.disk(), files.budget(), directory.resolve(name), MapMode.READ_ONLY);
      isDone = true;
      return file;
    } finally {
      if (!isDone) {
        giveBack(1);
      }
    }
  }

  private void giveBack(int count) {
    files.mappings().release(count);
    files.liveMappings().addAndGet(-count);
  }

  /** Unmaps unless it was used since the last call. */
  void closeIdle() {
    if (wasUsed) {
      wasUsed = false;
    } else if (mapped != null) {
      close();
    }
  }

  /** Unmaps with the last lease; nothing is mapped any more. */
  synchronized void shut() {
    isShut = true;
    close();
  }

  /** Unmaps with the last lease. */
  synchronized void close() {
    SealedIndex now = mapped;
    mapped = null;
    if (now != null) {
      now.close();
      giveBack(now.mappingCount());
    }
  }
}
