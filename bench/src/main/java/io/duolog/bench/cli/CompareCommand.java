package io.duolog.bench.cli;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.compare.CompareOptions;
import io.duolog.bench.compare.Comparison;
import io.duolog.bench.compare.EngineCatalog;
import io.duolog.bench.compare.EngineEntry;
import io.duolog.bench.compare.Results;
import io.duolog.bench.compare.UsageException;
import io.duolog.bench.payload.Payload;
import io.duolog.bench.payload.PayloadOptions;
import io.duolog.bench.report.ReportFiles;
import io.duolog.bench.report.TextTable;
import io.duolog.bench.serve.Placement;
import io.duolog.storage.TransferMode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the engines. Confined to one execution. */
@Command(
    name = "compare",
    description = "Compares engines in interleaved rounds, each in its own process, beside raw limits of the machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  private static final String QUICK = "quick";
  private static final String ALL_CELLS =
      "append-single-1p, append-batch32-1p, append-single-64p, append-batch32-64p, append-single-64p-16t,"
          + " append-synced-1t, append-synced-16t, append-synced-64-in-flight, catchup-64k, catchup-1m, reopen,"
          + " produce-consume";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--workloads", paramLabel = "NAME", defaultValue = QUICK,
      description = "Set of cells: quick (default), which leaves append-synced-64-in-flight out.")
  private String workloads = QUICK;

  @Option(names = "--cells", paramLabel = "CELL", split = ",",
      description = "Only these cells: " + ALL_CELLS + ".")
  private List<String> cells = new ArrayList<>();

  @Option(names = "--engines", paramLabel = "NAME", split = ",", description = "Only these engines (default: all).")
  private List<String> engines = new ArrayList<>();

  @Option(names = "--engine-jar", paramLabel = "FILE",
      description = "Adds the engine of a jar with a provider in META-INF/services; may be repeated.")
  private List<Path> engineJars = new ArrayList<>();

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "3",
      description = "Rounds (default 3; a claimed figure takes 7 or more).")
  private int rounds;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "1.5",
      description = "Time of one cell in seconds (default 1.5; limits a fifth, those that force half).")
  private double seconds;

  @Option(names = "--payload-size", paramLabel = "BYTES", defaultValue = "1024",
      description = "Size of a record's value (default 1024).")
  private int payloadSize;

  @Option(names = "--compressibility", paramLabel = "R", defaultValue = "0",
      description = "Share of a value that is one repeated byte, 0 to 1 (default 0).")
  private double compressibility;

  @Option(names = "--payload-file", paramLabel = "FILE", description = "Real records, one a line.")
  private @Nullable Path payloadFile;

  @Option(names = "--placement", paramLabel = "WHERE", defaultValue = "pinned",
      description = "Server and consumer of the catch-up cells: pinned to one processor (default), or free.")
  private String placement = "pinned";

  @Option(names = "--transfer", paramLabel = "MODE", defaultValue = "engine",
      description = "Transfer of the catch-up cells: engine (default), sendfile, gather or copy.")
  private String transfer = "engine";

  @Option(names = "--dir", paramLabel = "DIR",
      description = "Parent of the run's temporary data (default: a directory of the build on this disk).")
  private @Nullable Path directory;

  @Option(names = "--output", paramLabel = "DIR", description = "Reports (default ./results/<time>).")
  private @Nullable Path output;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    EngineCatalog catalog = EngineCatalog.read(home("duolog.classpaths"));
    CompareOptions options = options(catalog);
    try (Comparison comparison = Comparison.open(options, catalog.limitsClassPath())) {
      Interruption interruption = Interruption.arm(comparison, options.directories().output());
      out.println("records: " + describe(comparison.payload()));
      out.flush();
      comparison.run(System.err);
      interruption.disarm();
      Results results = comparison.results();
      ReportFiles.write(results, options.directories().output());
      out.println();
      out.println(TextTable.render(results));
      out.println("report: " + options.directories().output().resolve("report.html"));
      return results.status() == Results.Status.COMPLETE ? 0 : complain(results);
    }
  }

  private int complain(Results results) {
    long failed = results.runs().stream().filter(run -> run.failure().isPresent()).count();
    String first = results.runs().stream().flatMap(run -> run.failure().stream()).findFirst().orElse("");
    System.err.println("bench: " + failed + " of " + results.runs().size() + " runs failed, the first: " + first);
    return Main.FAILED;
  }

  private static String describe(Payload.Source source) {
    return String.format(
        Locale.ROOT,
        "%s: %,d records, %,d bytes, sizes %d / %d / %d bytes (smallest / median / largest)",
        source.name(), source.records(), source.bytes(), source.smallestBytes(), source.medianBytes(),
        source.largestBytes());
  }

  private CompareOptions options(EngineCatalog catalog) {
    if (!workloads.equals(QUICK)) {
      throw new UsageException("unknown workload " + workloads + "; known: " + QUICK);
    }
    if (rounds < 1 || rounds > 1000) {
      throw new UsageException("--rounds " + rounds + " is not between 1 and 1000");
    }
    if (!(seconds >= 0.05 && seconds <= 3600)) {
      throw new UsageException("--seconds " + seconds + " is not between 0.05 and 3600");
    }
    PayloadOptions payload = new PayloadOptions(payloadSize, compressibility, Optional.ofNullable(payloadFile));
    CompareOptions.Serving serving =
        new CompareOptions.Serving(
            choice("--placement", Placement.class, placement), choice("--transfer", TransferMode.class, transfer));
    return new CompareOptions(
        chosenEngines(catalog), chosenCells(), rounds, seconds, payload, serving, directories());
  }

  private List<EngineEntry> chosenEngines(EngineCatalog catalog) {
    List<String> added = new ArrayList<>();
    engineJars.forEach(jar -> added.addAll(catalog.addJar(jar)));
    List<String> names = new ArrayList<>(engines.isEmpty() ? ordered(catalog.names()) : engines);
    if (!engines.isEmpty()) {
      added.stream().filter(name -> !names.contains(name)).forEach(names::add);
    }
    return names.stream().distinct().map(catalog::engine).toList();
  }

  /** The engine of the mapped log first, as the reports name the pair. */
  private static List<String> ordered(List<String> names) {
    return names.stream().sorted((a, b) -> Boolean.compare(b.startsWith("rocket"), a.startsWith("rocket"))).toList();
  }

  private List<Cell> chosenCells() {
    if (cells.isEmpty()) {
      return Arrays.stream(Cell.values()).filter(Cell::isQuick).toList();
    }
    return cells.stream()
        .distinct()
        .map(
            name ->
                Cell.labelled(name)
                    .orElseThrow(() -> new UsageException("unknown cell " + name + "; known: " + ALL_CELLS)))
        .toList();
  }

  private CompareOptions.Directories directories() {
    Path data = directory == null ? home("duolog.data") : directory.toAbsolutePath().normalize();
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
    String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).format(now);
    Path reports = (output == null ? Path.of("results", time) : output).toAbsolutePath().normalize();
    if (Files.exists(reports) && !Files.isDirectory(reports)) {
      throw new UsageException("output " + reports + " is not a directory");
    }
    return new CompareOptions.Directories(data, reports);
  }

  private static Path home(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new UsageException("start this with bench.sh: " + property + " is not set");
    }
    return Path.of(value).toAbsolutePath().normalize();
  }

  private static <T extends Enum<T>> T choice(String option, Class<T> type, String name) {
    for (T constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(name)) {
        return constant;
      }
    }
    List<String> known = new ArrayList<>();
    for (T constant : type.getEnumConstants()) {
      known.add(constant.name().toLowerCase(Locale.ROOT));
    }
    throw new UsageException(option + " " + name + " is not one of " + String.join(", ", known));
  }
}
