package io.duolog.bench.compare;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.payload.PayloadOptions;
import io.duolog.bench.serve.Placement;
import io.duolog.storage.TransferMode;
import java.nio.file.Path;
import java.util.List;

/**
 * What a comparison is to do. Immutable.
 *
 * @param engines in the order of the report
 * @param cells in the order of the report
 * @param rounds how often each is measured
 * @param seconds time of one cell
 * @param payload what is appended
 * @param serving how the catch-up cells are served
 * @param directories where files go
 */
public record CompareOptions(
    List<EngineEntry> engines,
    List<Cell> cells,
    int rounds,
    double seconds,
    PayloadOptions payload,
    Serving serving,
    Directories directories) {
  /**
   * How the catch-up cells are served. Immutable.
   *
   * @param placement of server and consumer
   * @param mode of the engines' transfers
   */
  public record Serving(Placement placement, TransferMode mode) {}

  /**
   * Where files go. Immutable.
   *
   * @param data parent of the run's temporary directory
   * @param output of the reports
   */
  public record Directories(Path data, Path output) {}

  /** Copies the lists. */
  public CompareOptions {
    engines = List.copyOf(engines);
    cells = List.copyOf(cells);
  }

  /** The engines' names. */
  public List<String> engineNames() {
    return engines.stream().map(EngineEntry::name).toList();
  }
}
