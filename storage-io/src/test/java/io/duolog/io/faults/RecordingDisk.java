package io.duolog.io.faults;

import io.duolog.io.file.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Thread-safe; guarded by its monitor. Records every call that succeeded, in order, and keeps the model of what is
 * durable under one directory, so that a test can make what a power cut would leave at any moment.
 */
public final class RecordingDisk extends ObservedDisk {
  private final List<DiskCall> calls = new ArrayList<>();
  private final DurableModel model;

  /**
   * @param root what is under it now is taken as durable
   */
  public RecordingDisk(Disk disk, Path root) throws IOException {
    super(disk);
    this.model = new DurableModel(root.toAbsolutePath());
  }

  /** All calls so far, in order. */
  public synchronized List<DiskCall> calls() {
    return List.copyOf(calls);
  }

  /** The calls that change something, as "OPERATION name", without opening, reading and listing. */
  public synchronized List<String> changes() {
    return calls.stream()
        .filter(call -> switch (call.operation()) {
          case OPEN, READ, TRANSFER, MAP, LIST -> false;
          case WRITE, APPEND, TRUNCATE, FORCE, FORCE_MAPPING, ALLOCATE, RENAME, DELETE, CREATE_DIRECTORY,
              FORCE_DIRECTORY -> true;
        })
        .map(DiskCall::toString)
        .toList();
  }

  public synchronized void forgetCalls() {
    calls.clear();
  }

  /** Makes, in an empty directory, what a power cut now leaves at worst: nothing that was not forced. */
  public synchronized void powerCut(Path target) throws IOException {
    model.materialise(target, PowerCut.worst());
  }

  /**
   * Makes, in an empty directory, what a power cut now may leave: of unforced bytes any sectors, of unforced changes of
   * a directory any prefix.
   */
  public synchronized void powerCut(Path target, Random random) throws IOException {
    model.materialise(target, PowerCut.random(random));
  }

  @Override
  protected synchronized void before(DiskCall call) throws IOException {
    if (call.operation() == DiskOperation.DELETE) {
      model.deleting(call.path());
    } else if (call.operation() == DiskOperation.RENAME) {
      model.losingName(call.path());
    }
  }

  @Override
  protected synchronized void renamed(Path from, Path to) throws IOException {
    super.renamed(from, to);
    model.renamed(from, to);
  }

  @Override
  protected synchronized void after(DiskCall call) throws IOException {
    calls.add(call);
    switch (call.operation()) {
      case OPEN -> model.opened(call.path());
      case CREATE_DIRECTORY -> model.directoryCreated(call.path());
      case FORCE -> model.forced(call.path(), 0, Long.MAX_VALUE);
      case FORCE_MAPPING -> model.forced(call.path(), call.position(), call.length());
      case FORCE_DIRECTORY -> model.directoryForced(call.path());
      case READ, WRITE, APPEND, TRANSFER, TRUNCATE, MAP, ALLOCATE, RENAME, DELETE, LIST -> {
        // contents are read from the real file when they are forced; renames and deletions are told apart
      }
    }
  }
}
