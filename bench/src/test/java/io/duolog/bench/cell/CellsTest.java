package io.duolog.bench.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.bench.fake.FakeProvider;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.payload.Payload;
import io.duolog.bench.payload.PayloadOptions;
import io.duolog.bench.serve.Placement;
import io.duolog.storage.TransferMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CellsTest {
  private static final long CAP_BYTES = 8 << 20;
  private static final long FILLED_BYTES = 4 << 20;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Cell.class)
  void everyCellMeasuresSomethingAndRemovesItsStore(Cell cell) {
    Payload payload = PayloadOptions.usual().load();
    Cells cells =
        new Cells(
            new FakeProvider(),
            new Cells.Pools(BatchPool.build(payload, 1), BatchPool.build(payload, 32)),
            new Cells.Filled(directory.resolve("filled"), FILLED_BYTES),
            new Cells.Serving(Placement.FREE, TransferMode.COPY, Disposal.CLOSE));
    cells.fill();
    Path own = directory.resolve("run");
    Measurement measured = cells.run(cell, new RunSpec(own, 0.1, 0.01, CAP_BYTES, () -> {}));
    assertTrue(cell.unit().figure(measured.seconds(), measured.records(), measured.bytes()) > 0, cell.label());
    assertTrue(measured.bytes() > 0, cell.label());
    assertFalse(Files.exists(own), "the store was left behind");
    if (cell.isBufferedAppend()) {
      assertTrue(measured.bytes() < 2 * CAP_BYTES + (64 << 20), "the byte cap was ignored: " + measured.bytes());
    }
    if (cell.isReplayed()) {
      assertEquals(measured.records(), measured.groups().sum(), "each append is in one group");
    } else {
      assertTrue(measured.groups().isEmpty(), "nobody replays them");
    }
    assertEquals(
        measured.records(), Measurement.decode(measured.encode()).records(), "a measurement survives its encoding");
  }
}
