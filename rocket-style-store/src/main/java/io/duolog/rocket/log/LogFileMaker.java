package io.duolog.rocket.log;

import io.duolog.io.mapped.MappedFile;
import io.duolog.rocket.format.StoreNames;
import java.io.IOException;
import java.nio.file.Path;

/** Immutable. Makes files of the log: named by position, allocated in full, durable (D4, D6). */
public final class LogFileMaker implements FileSupply.Maker<LogFile> {
  private final StoreEnvironment environment;
  private final Path directory;

  /** Makes files in the log's directory of a store. */
  public LogFileMaker(StoreEnvironment environment) {
    this.environment = environment;
    this.directory = environment.directory().resolve(StoreNames.COMMIT_LOG);
  }

  @Override
  public LogFile make(long number) throws IOException {
    Path path = directory.resolve(StoreNames.numbered(number));
    int sizeBytes = environment.settings().fileSizeBytes();
    return new LogFile(MappedFile.create(environment.disk(), environment.budget(), path, sizeBytes), number);
  }

  @Override
  public long numberAfter(LogFile file) {
    return file.nextPosition();
  }

  /** Unmaps and deletes a file that was never written, durably once the directory is forced. */
  public void discard(LogFile file) throws IOException {
    file.close();
    environment.disk().delete(file.path());
  }
}
