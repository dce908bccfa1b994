package io.duolog.bench.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.bench.cell.Limit;
import io.duolog.bench.load.GroupSizes;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.payload.Payload;
import io.duolog.bench.payload.PayloadOptions;
import io.duolog.bench.serve.Placement;
import io.duolog.record.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LimitsTest {
  private static final long CAP_BYTES = 8 << 20;
  private static final long FILLED_BYTES = 4 << 20;

  @TempDir Path directory;

  private final Payload payload = PayloadOptions.usual().load();
  private final BatchPool single = BatchPool.build(payload, 1);

  @ParameterizedTest
  @EnumSource(Limit.class)
  void everyLimitMeasuresSomethingAndRemovesItsFiles(Limit limit) {
    BatchPool batches = BatchPool.build(payload, 32);
    Limits limits = new Limits(single, batches, directory.resolve("filled"), FILLED_BYTES, Placement.FREE);
    limits.fill();
    Path own = directory.resolve("run");
    Measurement measured = limits.run(limit, new RunSpec(own, 0.05, 0.01, CAP_BYTES, () -> {}), GroupSizes.of(3, 1, 7));
    assertTrue(measured.records() > 0 && measured.bytes() > 0 && measured.seconds() > 0, limit.label());
    assertFalse(Files.exists(own), "the files were left behind");
  }

  @ParameterizedTest
  @EnumSource(
      value = Limit.class,
      names = {"FDATASYNC_GROUPS", "MSYNC_GROUPS"})
  void replayedGroupsAreForcedOneByOneAndTheLastOneToo(Limit limit) {
    Limits limits = new Limits(single, single, directory.resolve("filled"), FILLED_BYTES, Placement.FREE);
    GroupSizes groups = GroupSizes.of(3, 1, 7);
    long capBytes = single.batches().getFirst().readableBytes() * 37L;
    RunSpec spec = new RunSpec(directory.resolve("run"), 3600, 0, capBytes, () -> {});
    Measurement measured = limits.run(limit, spec, groups);
    assertEquals(37, measured.records(), "the byte cap ends the run");
    long whole = measured.records() / groups.sum();
    assertEquals(4, measured.records() % groups.sum(), "it ends with the groups of 3 and 1");
    assertEquals(groups.count() * whole + 2, forces(measured));
    RunSpec again = spec.capped(capBytes + 1);
    assertEquals(groups.count() * whole + 3, forces(limits.run(limit, again, groups)), "a part of one");
    assertThrows(IllegalArgumentException.class, () -> limits.run(limit, spec, GroupSizes.NONE));
  }

  @ParameterizedTest
  @EnumSource(
      value = Limit.class,
      names = {"FDATASYNC_16T", "MSYNC_16T"})
  void threadsThatWaitShareForces(Limit limit) {
    Limits limits = new Limits(single, single, directory.resolve("filled"), FILLED_BYTES, Placement.FREE);
    RunSpec spec = new RunSpec(directory.resolve("run"), 0.2, 0, CAP_BYTES, () -> {});
    Measurement measured = limits.run(limit, spec, GroupSizes.NONE);
    long forces = forces(measured);
    assertTrue(forces > 0 && forces < measured.records(), forces + " forces of " + measured.records() + " writes");
  }

  private static long forces(Measurement measured) {
    return measured.extras().getOrDefault("forces", -1.0).longValue();
  }

  @Test
  void rawFilesHoldWholeBatchesWhereTheLayoutSays() throws IOException {
    RawLayout layout = new RawLayout(single, GatherSource.GAP_BYTES, FILLED_BYTES);
    Path file = directory.resolve("raw");
    layout.write(file);
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
    assertEquals(layout.fileBytes(), content.capacity());
    for (long batch = 0; batch < layout.batchCount(); batch += 97) {
      RecordBatch view = new RecordBatch().wrap(content, (int) layout.position(batch));
      assertEquals(layout.sizeBytes(batch), view.sizeBytes());
      assertTrue(view.hasValidCrc(), "batch " + batch);
    }
  }
}
