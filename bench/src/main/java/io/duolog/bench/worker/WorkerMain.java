package io.duolog.bench.worker;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.cell.Cells;
import io.duolog.bench.cell.Disposal;
import io.duolog.bench.cell.Limit;
import io.duolog.bench.limit.Limits;
import io.duolog.bench.load.GroupSizes;
import io.duolog.bench.load.Measurement;
import io.duolog.bench.load.RunSpec;
import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.payload.Payload;
import io.duolog.storage.StorageProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Semaphore;

/**
 * The process in which one engine, or the limits, run. Reads a line, does it, answers with a line. When its input ends,
 * the coordinator is gone and so the process ends at once, whatever it is doing.
 */
public final class WorkerMain {
  /** The worker that runs no engine. */
  public static final String LIMITS = "limits";

  private static final int BATCH_RECORDS = 32;
  private static final int GONE = 3;

  private final PrintStream out;
  private final Runner runner;
  private final Semaphore start = new Semaphore(0);

  private WorkerMain(PrintStream out, Runner runner) {
    this.out = out;
    this.runner = runner;
  }

  /** What this worker runs. */
  private interface Runner {
    void fill();

    Measurement run(String label, RunSpec spec, GroupSizes groups);

    Optional<String> inapplicable(String label);
  }

  /**
   * Starts a worker.
   *
   * @param args {@code probe}, or an engine's name or {@code limits} and the file of settings
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    System.setOut(System.err);
    if (args.length == 1) {
      out.println(Protocol.READY + " " + String.join(" ", names()));
      return;
    }
    RunSettings settings = RunSettings.read(Path.of(args[1]));
    Path own = settings.directory().resolve(args[0]);
    Payload payload = settings.payload().load();
    Cells.Pools pools = new Cells.Pools(BatchPool.build(payload, 1), BatchPool.build(payload, BATCH_RECORDS));
    Runner runner = args[0].equals(LIMITS) ? limits(settings, own, pools) : cells(args[0], settings, own, pools);
    out.println(Protocol.READY + " " + args[0]);
    new WorkerMain(out, runner).serve(own);
  }

  private static List<String> names() {
    return ServiceLoader.load(StorageProvider.class).stream().map(provider -> provider.get().name()).toList();
  }

  private static Runner cells(String name, RunSettings settings, Path own, Cells.Pools pools) {
    StorageProvider provider =
        ServiceLoader.load(StorageProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no engine named " + name + " on the class path"));
    Cells cells =
        new Cells(
            provider,
            pools,
            new Cells.Filled(own.resolve("filled"), settings.filledBytes()),
            new Cells.Serving(settings.placement(), settings.mode(), Disposal.ABANDON));
    return new Runner() {
      @Override
      public void fill() {
        cells.fill();
      }

      @Override
      public Measurement run(String label, RunSpec spec, GroupSizes groups) {
        return cells.run(cell(label), spec);
      }

      @Override
      public Optional<String> inapplicable(String label) {
        return cells.inapplicable(cell(label));
      }
    };
  }

  private static Cell cell(String label) {
    return Cell.labelled(label).orElseThrow(() -> new IllegalArgumentException("no cell named " + label));
  }

  private static Runner limits(RunSettings settings, Path own, Cells.Pools pools) {
    Limits limits =
        new Limits(pools.single(), pools.batches(), own.resolve("filled"),
            settings.filledBytes(), settings.placement());
    return new Runner() {
      @Override
      public void fill() {
        limits.fill();
      }

      @Override
      public Measurement run(String label, RunSpec spec, GroupSizes groups) {
        Limit limit = Limit.labelled(label).orElseThrow(() -> new IllegalArgumentException("no limit named " + label));
        return limits.run(limit, spec, groups);
      }

      @Override
      public Optional<String> inapplicable(String label) {
        return Optional.empty();
      }
    };
  }

  private void serve(Path own) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.equals(Protocol.QUIT)) {
        return;
      }
      if (line.equals(Protocol.GO)) {
        start.release();
        continue;
      }
      String request = line;
      Thread work = new Thread(() -> out.println(answer(request, own)), "bench-run");
      work.setDaemon(true);
      work.start();
    }
    Runtime.getRuntime().halt(GONE);
  }

  private String answer(String line, Path own) {
    String[] words = line.split(" ");
    try {
      if (words[0].equals(Protocol.FILL)) {
        runner.fill();
        return Protocol.DONE;
      }
      Optional<String> reason = runner.inapplicable(words[1]);
      if (reason.isPresent()) {
        return Protocol.INAPPLICABLE + " " + reason.get();
      }
      RunSpec spec = Protocol.spec(words, own, this::awaitGo);
      return Protocol.RESULT + " " + runner.run(words[1], spec, Protocol.groups(words)).encode();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      e.printStackTrace(System.err);
      return Protocol.FAILED + " " + Protocol.oneLine(e);
    }
  }

  private void awaitGo() {
    out.println(Protocol.WARM);
    start.acquireUninterruptibly();
  }
}
