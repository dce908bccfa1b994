package io.duolog.conformance.power;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.conformance.kill.ChildProcess;
import io.duolog.conformance.kill.KillChild;
import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.kill.Promises;
import io.duolog.conformance.kill.StoredState;
import io.duolog.conformance.machine.FileSystem;
import io.duolog.conformance.machine.LoopDisk;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Confined to one thread. A store under load on a disk that loses power again and again: mostly as an image of the disk
 * that is taken while the load runs, every few times by a shutdown of the file system, from which the next load goes
 * on.
 */
final class PowerLossRun implements AutoCloseable {
  private static final String CLONING_DISK_SIZE = "4G";
  private static final String DISK_SIZE = "320M";
  private static final int MOST_ACKNOWLEDGEMENTS = 1_500;
  private static final int IMAGES_OF_A_LIFE = 4;
  private static final long SEQUENCES_OF_A_CHILD = 1L << 32;

  private final StorageProvider provider;
  private final List<String> program;
  private final Random random;
  private final LoopDisk cloning;
  private final LoopDisk disk;
  private final Promises promises = new Promises();
  private int lives;

  private PowerLossRun(StorageProvider provider, List<String> program, long seed, LoopDisk cloning, LoopDisk disk) {
    this.provider = provider;
    this.program = program;
    this.random = new Random(seed);
    this.cloning = cloning;
    this.disk = disk;
  }

  /**
   * Makes the disks.
   *
   * @param provider the engine
   * @param fileSystem what the store stands on
   * @param area an empty directory
   * @param program words before the command of each child; may be empty
   * @param seed decides when the power goes
   */
  static PowerLossRun create(
      StorageProvider provider, FileSystem fileSystem, Path area, List<String> program, long seed)
      throws IOException {
    LoopDisk cloning = LoopDisk.create(area, FileSystem.XFS, CLONING_DISK_SIZE);
    cloning.mount();
    LoopDisk disk = LoopDisk.create(cloning.root(), fileSystem, DISK_SIZE);
    disk.mount();
    return new PowerLossRun(provider, program, seed, cloning, disk);
  }

  private Path store() {
    return disk.root().resolve("store");
  }

  private RunningLoad startLoad() throws IOException, InterruptedException {
    lives++;
    return RunningLoad.of(
        ChildProcess.start(
            program,
            KillChild.class,
            provider.getClass().getName(),
            store().toString(),
            Long.toString(lives * SEQUENCES_OF_A_CHILD)),
        promises);
  }

  private void awaitSomeLoad(RunningLoad load) {
    load.awaitAcknowledgements(promises.acknowledgements() + 1 + random.nextInt(MOST_ACKNOWLEDGEMENTS));
  }

  /** Cuts the power so often, and checks what is left each time. */
  void cut(int times) throws IOException, InterruptedException {
    int done = 0;
    while (done < times) {
      RunningLoad load = startLoad();
      Promises before;
      try {
        for (int image = 0; image < IMAGES_OF_A_LIFE && done < times - 1; image++, done++) {
          awaitSomeLoad(load);
          checkImage(load);
        }
        awaitSomeLoad(load);
        load.expectFailure();
        // a force that runs while the file system is shut down may be told of no error, by the kernel
        before = promises.copy();
        disk.shutDown();
      } finally {
        load.end();
      }
      done++;
      disk.unmount();
      disk.mount();
      StoredState state = recover(store());
      before.checkAfterPowerLoss(state);
      promises.continueFrom(state);
    }
  }

  private void checkImage(RunningLoad load) throws IOException, InterruptedException {
    Promises before = promises.copy();
    Path directory = Files.createDirectory(cloning.root().resolve("image"));
    try (LoopDisk image = disk.crashImage(directory)) {
      load.suspend();
      image.mount();
      Path store = image.root().resolve("store");
      StoredState state = recover(store);
      before.checkAfterPowerLoss(state);
      assertEquals(state, recover(store), "C1: a second opening");
    } finally {
      load.resume();
    }
    Files.delete(directory);
  }

  /** Kills the process, recovers its store, and cuts the power before the store is closed: nothing may be lost. */
  void cutBehindRecovery(int times) throws IOException, InterruptedException {
    for (int i = 0; i < times; i++) {
      RunningLoad load = startLoad();
      try {
        awaitSomeLoad(load);
      } finally {
        load.end();
      }
      Path directory = Files.createDirectory(cloning.root().resolve("image"));
      try (LoopDisk image = recoverAndCut(directory)) {
        image.mount();
        StoredState state = recover(image.root().resolve("store"));
        promises.check(state);
        assertEquals(recover(store()), state, "C5: what recovery exposed, and what a power loss then left of it");
      }
      Files.delete(directory);
    }
  }

  private LoopDisk recoverAndCut(Path directory) throws IOException, InterruptedException {
    RunningLoad recovery =
        RunningLoad.of(
            ChildProcess.start(program, RecoveringChild.class, provider.getClass().getName(), store().toString()),
            promises);
    try {
      return disk.crashImage(directory);
    } finally {
      recovery.end();
    }
  }

  private StoredState recover(Path directory) {
    try (StorageEngine engine = KillStore.open(provider, directory)) {
      return StoredState.of(engine);
    }
  }

  /** How many batches were acknowledged and are not lost. */
  int acknowledgements() {
    return promises.acknowledgements();
  }

  /** Unmounts and deletes the disks. */
  @Override
  public void close() throws IOException {
    disk.close();
    cloning.close();
  }
}
