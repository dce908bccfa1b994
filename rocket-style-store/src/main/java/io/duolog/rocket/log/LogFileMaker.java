package io.duolog.rocket.log;

import io.duolog.io.mapped.MappedFile;
import io.duolog.rocket.format.StoreNames;
import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
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
    MappedFile writable = MappedFile.create(environment.disk(), environment.budget(), path, sizeBytes);
    if (environment.settings().writeMode() == WriteMode.MAPPING) {
      return new LogFile(writable, number);
    }
    writable.close();
    boolean isDone = false;
    try {
      LogFile file = open(environment, path, number, MapMode.READ_ONLY);
      isDone = true;
      return file;
    } finally {
      if (!isDone) {
        environment.disk().delete(path);
        environment.disk().forceDirectory(directory);
      }
    }
  }

  /** Opens an existing file that is to be written by a channel, or leaves nothing open. */
  public static LogFile open(StoreEnvironment environment, Path path, long number, MapMode mapMode)
      throws IOException {
    LogChannel channel = LogChannel.open(environment.disk(), environment.budget(), path);
    boolean isDone = false;
    try {
      LogFile file =
          new LogFile(
              MappedFile.open(environment.disk(), environment.budget(), path, mapMode), number, channel);
      isDone = true;
      return file;
    } finally {
      if (!isDone) {
        channel.close();
      }
    }
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
