package io.duolog.rocket.queue;

import io.duolog.io.mapped.MappedFile;
import io.duolog.rocket.format.StoreNames;
import io.duolog.rocket.log.FileSupply;
import io.duolog.rocket.log.StoreEnvironment;
import java.io.IOException;
import java.nio.file.Path;

/** Immutable. Makes files of pages: named by their first page, allocated in full, durable (D4, D6). */
public final class QueueFileMaker implements FileSupply.Maker<QueueFile> {
  private final StoreEnvironment environment;
  private final Path directory;

  /** Makes files in the queue's directory of a store. */
  public QueueFileMaker(StoreEnvironment environment) {
    this.environment = environment;
    this.directory = environment.directory().resolve(StoreNames.CONSUME_QUEUE);
  }

  @Override
  public QueueFile make(long number) throws IOException {
    Path path = directory.resolve(StoreNames.numbered(number));
    int sizeBytes = environment.settings().queueFileBytes();
    return new QueueFile(
        MappedFile.create(environment.disk(), environment.budget(), path, sizeBytes), Math.toIntExact(number));
  }

  @Override
  public long numberAfter(QueueFile file) {
    return file.nextPage();
  }

  /** Unmaps and deletes a file that was never written. */
  public void discard(QueueFile file) throws IOException {
    file.close();
    environment.disk().delete(file.mapped().path());
  }
}
