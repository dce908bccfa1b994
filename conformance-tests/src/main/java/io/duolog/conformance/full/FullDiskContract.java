package io.duolog.conformance.full;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.machine.FileSystem;
import io.duolog.conformance.machine.LoopDisk;
import io.duolog.conformance.machine.MemoryDisk;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A store whose disk has no space says so, loses nothing, and goes on by itself when space returns (D3, D6, A4, E2).
 *
 * <p>Three producers at mixed durability fill a small file system, in memory or on a loop device, of which a ballast
 * file has left them a random rest. Every append then fails as full and leaves neither a record nor a file behind,
 * reads go on; the ballast is deleted, appends go on without reopening, and the store holds the same before and behind
 * a close.
 *
 * <p>{@code -Dduolog.fullpoints=N} sets the number of rests, {@code -Dduolog.seed=S} repeats a run's choices.
 */
public abstract class FullDiskContract extends StorageContract {
  private static final int DEFAULT_POINTS = 3;
  private static final int MOST_FREE_BYTES = 6 * 1024 * 1024;
  private static final String DISK_SIZE = "48M";

  /** For subclasses. */
  protected FullDiskContract() {}

  @Test
  @Rule({"D3.full", "D6.ahead", "E2.typed"})
  @Needs(Capability.PERSISTENCE)
  protected void d3_aFullDiskInMemoryLosesNothingAndAppendsGoOnWhenSpaceReturns()
      throws IOException, InterruptedException {
    Random random = random("memory");
    for (int point = 0; point < points(); point++) {
      try (MemoryDisk disk = MemoryDisk.mount(testDirectory().resolve("disk"), DISK_SIZE)) {
        new FullDiskRun(provider(), disk.root(), random.nextLong()).fill(random.nextInt(MOST_FREE_BYTES));
      }
    }
  }

  @Test
  @Rule({"D3.full", "D6.ahead", "E2.typed"})
  @Needs(Capability.PERSISTENCE)
  protected void d3_aFullDeviceLosesNothingAndAppendsGoOnWhenSpaceReturns() throws IOException, InterruptedException {
    Random random = random("a device");
    for (int point = 0; point < points(); point++) {
      try (LoopDisk disk = LoopDisk.create(area(point), FileSystem.EXT4, DISK_SIZE)) {
        disk.mount();
        new FullDiskRun(provider(), disk.root(), random.nextLong()).fill(random.nextInt(MOST_FREE_BYTES));
      }
    }
  }

  @Test
  @Rule({"D3.full", "F1.ready"})
  @Needs(Capability.PERSISTENCE)
  protected void d3_aStoreThatIsOpenedOnAFullDiskOpensOrSaysFull() throws IOException, InterruptedException {
    try (MemoryDisk disk = MemoryDisk.mount(testDirectory().resolve("disk"), DISK_SIZE)) {
      FullDiskRun run = new FullDiskRun(provider(), disk.root(), 1);
      run.fill(MOST_FREE_BYTES / 2);
      run.openOnFullDisk();
    }
  }

  private Random random(String disk) {
    long seed = Long.getLong("duolog.seed", System.nanoTime());
    System.out.println(
        provider().name() + ": " + points() + " full disks in " + disk + "; again, and more of them: -Dduolog.seed="
            + seed + " -Dduolog.fullpoints=N");
    return new Random(seed);
  }

  private static int points() {
    return Integer.getInteger("duolog.fullpoints", DEFAULT_POINTS);
  }

  private Path area(int point) throws IOException {
    return Files.createDirectory(testDirectory().resolve("point-" + point));
  }
}
