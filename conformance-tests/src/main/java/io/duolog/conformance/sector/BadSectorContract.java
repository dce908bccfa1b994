package io.duolog.conformance.sector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.contract.StorageContract;
import io.duolog.conformance.kill.KillPayload;
import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.machine.FileSystem;
import io.duolog.conformance.machine.LoopDisk;
import io.duolog.conformance.process.ChildJvm;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Sectors that cannot be read are typed errors of what lies there, through opening, reading, iterating and
 * transferring; no wrong record is served and the process lives (E2, E4, R5). The image of a loop device is cut short
 * behind half of the store's files, below an open store and below a closed one.
 */
public abstract class BadSectorContract extends StorageContract {
  private static final int BATCHES = 900;
  private static final int RECORDS = 20;
  private static final long LARGE_BYTES = 64 * 1024;
  private static final String DISK_SIZE = "320M";

  /** For subclasses. */
  protected BadSectorContract() {}

  @Test
  @Rule({"E4.faults", "E2.typed", "R5.iterate"})
  @Needs(Capability.PERSISTENCE)
  protected void e4_sectorsThatBreakUnderAnOpenStoreAreTypedErrors() throws IOException, InterruptedException {
    read(true);
  }

  @Test
  @Rule({"E4.faults", "E2.typed"})
  @Needs(Capability.PERSISTENCE)
  protected void e4_sectorsThatBreakUnderAClosedStoreAreTypedErrors() throws IOException, InterruptedException {
    read(false);
  }

  private void read(boolean isOpen) throws IOException, InterruptedException {
    try (LoopDisk disk = LoopDisk.create(testDirectory(), FileSystem.EXT4, DISK_SIZE)) {
      disk.mount();
      Path store = disk.root().resolve("store");
      fill(store);
      disk.unmount();
      disk.mount();
      long broken = brokenFrom(disk, store);
      if (!isOpen) {
        disk.breakBehind(broken);
      }
      ChildJvm.End end =
          ChildJvm.of(BadSectorChild.class, provider().getClass().getName(), store, RECORDS)
              .run("ready", () -> disk.breakBehind(broken));
      assertEquals(0, end.exitCode(), end::output);
      String last = end.output().lines().reduce("", (_, line) -> line);
      System.out.println(provider().name() + ": " + last);
      assertTrue(last.startsWith("told ") && !last.startsWith("told 0 "), end::output);
    }
  }

  private void fill(Path store) {
    try (StorageEngine engine = KillStore.open(provider(), store)) {
      List<PartitionLog> logs = KillStore.partitions(engine);
      RecordBatchBuilder builder = new RecordBatchBuilder();
      for (int i = 0; i < BATCHES; i++) {
        for (int record = 0; record < RECORDS; record++) {
          builder.append(i, null, KillPayload.encode(0, (long) i * RECORDS + record));
        }
        logs.get(i % logs.size()).append(Unpooled.wrappedBuffer(builder.build()), AppendOptions.BUFFERED);
        builder.reset();
      }
    }
  }

  /** Where a data file begins behind which, if it can be, no small file lies: the store opens and its data are gone. */
  private static long brokenFrom(LoopDisk disk, Path store) throws IOException {
    TreeSet<Long> data = new TreeSet<>();
    long smallFilesEnd = 0;
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        OptionalLong position = disk.positionOf(file);
        if (position.isPresent() && Files.size(file) >= LARGE_BYTES) {
          data.add(position.getAsLong());
        } else {
          smallFilesEnd = Math.max(smallFilesEnd, position.orElse(0) + Files.size(file));
        }
      }
    }
    Long behind = data.ceiling(smallFilesEnd);
    return behind == null ? data.last() : behind;
  }
}
