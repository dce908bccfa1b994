package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.io.durable.FileStamp;
import io.duolog.io.durable.Journal;
import io.duolog.io.file.SystemDisk;
import io.duolog.rocket.format.CatalogueEntries;
import io.duolog.rocket.format.CatalogueEntries.FileSealed;
import io.duolog.rocket.format.StoreNames;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the catalogue learns that a file of the log is full. */
class RecordedFilesTest {
  private static final int REST_BYTES = 120;

  @TempDir Path area;

  private static long spanOf(int valueLength) {
    return (TestStore.batch("x".repeat(valueLength)).readableBytes() + 80L + 7) & -8;
  }

  /**
   * A crash image that needs a cut frame and a truncate frame, whose first file has room for the first of them only: a
   * reservation was never published, and a byte behind the last frame is not zero.
   */
  private Path image() throws IOException {
    Path store = area.resolve("store");
    Path image = area.resolve("image");
    try (StorageEngine engine = TestStore.open(store)) {
      byte[] opened = Files.readAllBytes(store.resolve("checkpoint"));
      PartitionLog log = TestStore.partition(engine, 0);
      long left = TestStore.FILE_BYTES - REST_BYTES;
      while (left > 2 * spanOf(1000)) {
        TestStore.append(log, "x".repeat(1000));
        left -= spanOf(1000);
      }
      int length = 0;
      while (spanOf(length) < left) {
        length++;
      }
      TestStore.append(log, "x".repeat(length));
      TestStore.copy(store, image);
      Files.write(image.resolve("checkpoint"), opened);
    }
    StoredLog log = StoredLog.read(image);
    log.unpublish(log.frames().get(1)).write();
    Path first = TestStore.logFiles(image).getFirst();
    byte[] content = Files.readAllBytes(first);
    content[content.length - 1] = 1;
    Files.write(first, content);
    return image;
  }

  private static Set<Long> sealedFiles(Path store) throws IOException {
    Set<Long> sealed = new HashSet<>();
    FileStamp stamp = new FileStamp(StoreNames.CATALOGUE_MAGIC, StoreNames.CONTENT_VERSION, FileStamp.ANY_IDENTITY);
    Journal.open(
            new SystemDisk(),
            store.resolve(StoreNames.CATALOGUE),
            stamp,
            0,
            entry -> {
              if (entry.type() == CatalogueEntries.FILE_SEALED) {
                sealed.add(FileSealed.decode(entry.payload()).position());
              }
            })
        .close();
    return sealed;
  }

  @Test
  void d5_aFileThatTheRepairFillsIsRecordedByTheSameOpening() throws IOException {
    Path image = image();
    TestStore.open(image).close();
    assertEquals(Set.of(0L), sealedFiles(image));
  }
}
