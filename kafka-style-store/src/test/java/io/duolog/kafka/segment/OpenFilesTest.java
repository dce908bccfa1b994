package io.duolog.kafka.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.OpenMode;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.EngineResources;
import io.duolog.storage.error.EngineClosedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenFilesTest {
  @TempDir Path directory;

  @Test
  void F2_aFileThatIsOpenedWhileTheStoreClosesIsClosed() throws InterruptedException {
    FailingDisk disk = new FailingDisk(new SystemDisk());
    OpenFiles files = new OpenFiles(disk, directory, EngineResources.create().descriptors());
    LogFile file = new LogFile(files, directory.resolve("a.log"), OpenMode.CREATE);
    AtomicReference<Exception> outcome = new AtomicReference<>(new IllegalStateException("it did not end"));
    Thread opener;
    try (FailingDisk.Hold hold = disk.hold(call -> call.operation() == DiskOperation.OPEN)) {
      opener = Thread.ofPlatform().start(() -> outcome.set(acquire(file)));
      hold.awaitReached();
      files.closeAll();
    }
    opener.join();
    assertInstanceOf(EngineClosedException.class, outcome.get());
    assertEquals(0, files.count());
  }

  private static Exception acquire(LogFile file) {
    try {
      file.acquire();
      return new IllegalStateException("it was opened");
    } catch (IOException | EngineClosedException e) {
      return e;
    }
  }
}
