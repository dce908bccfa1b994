package io.duolog.conformance.force;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.conformance.kill.ChildProcess;
import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.kill.Promises;
import io.duolog.conformance.kill.Report;
import io.duolog.conformance.kill.StoredState;
import io.duolog.conformance.machine.Ballast;
import io.duolog.conformance.machine.FileSystem;
import io.duolog.conformance.machine.LoopDisk;
import io.duolog.conformance.machine.MemoryDisk;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Confined to one thread. A store under load whose forces begin to fail, and its recovery on a healthy disk. */
final class FailedForceRun {
  private static final String MEMORY_SIZE = "500M";
  private static final String DISK_SIZE = "320M";

  private final StorageProvider provider;
  private final Path area;
  private final Promises promises = new Promises();

  /**
   * A run.
   *
   * @param provider the engine
   * @param area an empty directory
   */
  FailedForceRun(StorageProvider provider, Path area) {
    this.provider = provider;
    this.area = area;
  }

  /** Lets the device fail: its image has no space to grow in. */
  void failByDevice(FileSystem fileSystem) throws IOException, InterruptedException {
    try (MemoryDisk memory = MemoryDisk.mount(area.resolve("memory"), MEMORY_SIZE);
        LoopDisk disk = LoopDisk.create(memory.root(), fileSystem, DISK_SIZE)) {
      disk.mount();
      Path store = disk.root().resolve("store");
      Ballast ballast = new Ballast(memory.root().resolve("ballast"));
      ChildProcess child = start(store);
      try {
        ballast.leave(0);
        finish(child);
      } finally {
        child.kill(_ -> {});
        ballast.remove();
        disk.unmount();
      }
      disk.mount();
      check(store);
    }
  }

  /**
   * Lets a tracer answer with an error in the kernel's place.
   *
   * @param nth which force of each thread fails, from 1
   */
  void failByTracer(int nth) throws IOException, InterruptedException {
    Path store = area.resolve("store");
    Path forces = area.resolve("forces");
    ChildProcess child = start(store);
    try (ForceTracer _ = ForceTracer.attach(child.pid(), nth, forces)) {
      try {
        finish(child);
      } finally {
        child.kill(_ -> {});
      }
    }
    assertEquals(List.of(), ForceTracer.retries(forces), "D3: forces that were tried again");
    check(store);
  }

  private ChildProcess start(Path store) throws IOException, InterruptedException {
    ChildProcess child =
        ChildProcess.start(List.of(), FailedForceChild.class, provider.getClass().getName(), store.toString());
    try {
      for (Report report = child.next(); !(report instanceof Report.Ready); report = child.next()) {
        promises.add(report);
      }
      return child;
    } catch (IOException | AssertionError e) {
      child.kill(_ -> {});
      throw e;
    }
  }

  private void finish(ChildProcess child) throws IOException, InterruptedException {
    child.go();
    child.drain(promises::add);
    assertEquals(0, child.awaitEnd(), "exit code of the process whose force failed");
  }

  private void check(Path store) {
    StoredState first = recover(store);
    promises.checkAfterPowerLoss(first);
    assertEquals(first, recover(store), "C1: a second opening");
  }

  private StoredState recover(Path store) {
    try (StorageEngine engine = KillStore.open(provider, store)) {
      return StoredState.of(engine);
    }
  }
}
