package io.duolog.rocket.recovery;

import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.FileEntry;
import io.duolog.io.mapped.MappedFile;
import io.duolog.rocket.format.StoreNames;
import io.duolog.rocket.log.LogFile;
import io.duolog.rocket.log.LogFileMaker;
import io.duolog.rocket.log.StoreEnvironment;
import io.duolog.rocket.log.WriteMode;
import io.duolog.rocket.queue.QueueFile;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Confined to one opening. Finds, maps and removes the numbered files of a store. */
final class StoredFiles {
  private final StoreEnvironment environment;

  StoredFiles(StoreEnvironment environment) {
    this.environment = environment;
  }

  /**
   * A numbered file; immutable.
   *
   * @param path where it stands
   * @param number its name
   * @param sizeBytes its size
   */
  record Numbered(Path path, long number, long sizeBytes) {}

  /** The numbered files of a directory, in order. */
  List<Numbered> list(String directoryName) throws IOException {
    Path directory = environment.directory().resolve(directoryName);
    List<Numbered> files = new ArrayList<>();
    for (FileEntry entry : environment.disk().list(directory)) {
      StoreNames.number(entry.name())
          .ifPresent(number -> files.add(new Numbered(directory.resolve(entry.name()), number, entry.sizeBytes())));
    }
    return files;
  }

  /**
   * Opens files of the log; those that end at or below {@code sealedPosition} are mapped for reading only, the others
   * for what recovery writes. The last one gets a channel if the log goes on by one.
   */
  List<LogFile> openLog(List<Numbered> files, long sealedPosition) throws IOException {
    List<LogFile> open = new ArrayList<>();
    boolean isDone = false;
    try {
      for (Numbered file : files) {
        boolean isSealed = file.number + file.sizeBytes <= sealedPosition;
        boolean isLast = file.number == files.getLast().number;
        if (isLast && !isSealed && environment.settings().writeMode() != WriteMode.MAPPING) {
          open.add(LogFileMaker.open(environment, file.path, file.number, MapMode.READ_WRITE));
        } else {
          open.add(new LogFile(map(file, isSealed ? MapMode.READ_ONLY : MapMode.READ_WRITE), file.number));
        }
      }
      isDone = true;
      return open;
    } finally {
      if (!isDone) {
        open.forEach(LogFile::close);
      }
    }
  }

  /** Maps files of the queue. */
  List<QueueFile> openQueue(List<Numbered> files) throws IOException {
    List<QueueFile> open = new ArrayList<>();
    boolean isDone = false;
    try {
      for (Numbered file : files) {
        open.add(new QueueFile(map(file, MapMode.READ_WRITE), Math.toIntExact(file.number)));
      }
      isDone = true;
      return open;
    } finally {
      if (!isDone) {
        open.forEach(QueueFile::close);
      }
    }
  }

  private MappedFile map(Numbered file, MapMode mode) throws IOException {
    return MappedFile.open(environment.disk(), environment.budget(), file.path, mode);
  }

  /**
   * The files of the log that follow one another from the first on. What stands behind a gap above the watermark was
   * being made or removed when the store ended.
   *
   * @throws CorruptFileException if a file is missing below the watermark
   */
  static List<Numbered> contiguous(List<Numbered> files, long durablePosition) throws IOException {
    List<Numbered> kept = new ArrayList<>();
    long next = 0;
    for (Numbered file : files) {
      if (file.number == next && file.sizeBytes > 0) {
        kept.add(file);
        next += file.sizeBytes;
      }
    }
    if (next < durablePosition) {
      Path path = files.isEmpty() ? Path.of(StoreNames.COMMIT_LOG) : files.getLast().path;
      throw new CorruptFileException(
          path, 0, "the log ends at " + next + ", below its watermark " + durablePosition + ": files are missing");
    }
    return kept;
  }

  /** The place of a position of the log in its file. */
  static FaultLocation locationOf(List<Numbered> files, long position) {
    for (Numbered file : files) {
      if (file.number <= position && position < file.number + file.sizeBytes) {
        return FaultLocation.of(file.path, position - file.number);
      }
    }
    return FaultLocation.NONE;
  }

  /** Removes files, the last one first, durably. */
  void delete(String directoryName, List<Numbered> files) throws IOException {
    for (Numbered file : files.reversed()) {
      environment.disk().delete(file.path);
    }
    if (!files.isEmpty()) {
      environment.disk().forceDirectory(environment.directory().resolve(directoryName));
    }
  }
}
