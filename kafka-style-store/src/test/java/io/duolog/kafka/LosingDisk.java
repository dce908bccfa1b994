package io.duolog.kafka;

import io.duolog.io.faults.DiskCall;
import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.faults.ObservedDisk;
import io.duolog.io.file.SystemDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Thread-safe; guarded by its monitor. A disk whose failed force loses what it should have written and whose next force
 * reports success, as the kernel does it. It keeps which bytes of each log file are on the device.
 */
final class LosingDisk extends ObservedDisk {
  private final Map<Path, BitSet> dirty = new HashMap<>();
  private final Map<Path, BitSet> durable = new HashMap<>();
  private boolean isNextLost;

  LosingDisk() {
    super(new SystemDisk());
  }

  /** Has the next force of a log file fail. */
  synchronized void loseNext() {
    isNextLost = true;
  }

  /** How many of the first {@code sizeBytes} bytes of a file are on the device. */
  synchronized int durableBytes(Path file, int sizeBytes) {
    return of(durable, file.toAbsolutePath()).get(0, sizeBytes).cardinality();
  }

  private static BitSet of(Map<Path, BitSet> files, Path file) {
    return files.computeIfAbsent(file, _ -> new BitSet());
  }

  @Override
  protected synchronized void before(DiskCall call) throws IOException {
    if (isNextLost && call.operation() == DiskOperation.FORCE && call.fileName().endsWith(".log")) {
      isNextLost = false;
      of(dirty, call.path()).clear();
      throw FailingDisk.inputOutputError();
    }
  }

  @Override
  protected synchronized void after(DiskCall call) {
    if (call.operation() == DiskOperation.WRITE || call.operation() == DiskOperation.APPEND) {
      int from = (int) call.position();
      of(dirty, call.path()).set(from, from + (int) call.length());
      of(durable, call.path()).clear(from, from + (int) call.length());
    } else if (call.operation() == DiskOperation.FORCE) {
      of(durable, call.path()).or(of(dirty, call.path()));
      of(dirty, call.path()).clear();
    }
  }
}
