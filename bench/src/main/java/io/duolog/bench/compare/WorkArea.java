package io.duolog.bench.compare;

import io.duolog.bench.machine.TemporaryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The run's temporary directory and its worker processes, which are gone when the run ends, whichever way it does.
 * Thread-safe: the shutdown hook may close it while the run goes on.
 */
final class WorkArea implements AutoCloseable {
  private final Path root;
  private final List<Path> made;
  private final List<WorkerProcess> workers = new ArrayList<>();
  private boolean closed;

  private WorkArea(Path root, List<Path> made) {
    this.root = root;
    this.made = made;
  }

  /**
   * Makes the temporary directory.
   *
   * @param parent made if it is missing
   * @param neededBytes space that the run may take
   * @throws UsageException if it cannot be written, or has too little space
   */
  static WorkArea open(Path parent, long neededBytes) {
    if (Files.exists(parent) && !Files.isDirectory(parent)) {
      throw new UsageException("data directory " + parent + " is not a directory");
    }
    List<Path> made = missing(parent);
    try {
      Files.createDirectories(parent);
      long usable = Files.getFileStore(parent).getUsableSpace();
      if (usable < neededBytes) {
        throw new UsageException(
            "data directory " + parent + " has " + mebibytes(usable) + " MiB of free space, the run needs "
                + mebibytes(neededBytes) + " MiB");
      }
      return new WorkArea(Files.createTempDirectory(parent, "run-"), made);
    } catch (IOException e) {
      removeEmpty(made);
      throw new UsageException("data directory " + parent + " cannot be used: " + e);
    } catch (UsageException e) {
      removeEmpty(made);
      throw e;
    }
  }

  /** The directory and those above it that are not there yet, the innermost first. */
  private static List<Path> missing(Path directory) {
    List<Path> missing = new ArrayList<>();
    for (Path path = directory; path != null && !Files.exists(path); path = path.getParent()) {
      missing.add(path);
    }
    return missing;
  }

  private static void removeEmpty(List<Path> made) {
    try {
      for (Path directory : made) {
        Files.deleteIfExists(directory);
      }
    } catch (IOException inUse) {
      // Somebody else has put something there: it stays.
    }
  }

  private static long mebibytes(long bytes) {
    return bytes >> 20;
  }

  Path root() {
    return root;
  }

  /** Starts a worker that ends with this area at the latest. */
  synchronized WorkerProcess start(EngineEntry entry, Path settings, Path log) {
    if (closed) {
      throw new StoppedException();
    }
    WorkerProcess worker = WorkerProcess.start(entry, settings, log);
    workers.add(worker);
    return worker;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      workers.forEach(WorkerProcess::kill);
      workers.forEach(WorkerProcess::close);
      TemporaryTree.remove(root);
      removeEmpty(made);
    }
  }
}
