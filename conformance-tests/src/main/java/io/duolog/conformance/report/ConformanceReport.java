package io.duolog.conformance.report;

import io.duolog.conformance.rule.Clause;
import io.duolog.conformance.rule.OwedClause;
import io.duolog.conformance.rule.RuleCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the tests of this process said, by engine and clause. Thread-safe: guarded by its monitor. */
public final class ConformanceReport implements AutoCloseable {
  private static final Map<Path, ConformanceReport> BY_FILE = new ConcurrentHashMap<>();

  private final Path file;
  private final RuleCatalogue catalogue = RuleCatalogue.load();
  private final Map<String, Map<String, Verdict>> verdicts = new TreeMap<>();

  private ConformanceReport(Path file) {
    this.file = file;
  }

  /** The report of this process that is written to {@code file}. */
  public static ConformanceReport of(Path file) {
    return BY_FILE.computeIfAbsent(file.toAbsolutePath(), ConformanceReport::new);
  }

  /** Notes what a test said of clauses. */
  public synchronized void note(String engine, List<String> clauses, Outcome outcome, String remark) {
    Map<String, Verdict> ofEngine = verdicts.computeIfAbsent(engine, _ -> new TreeMap<>());
    for (String clause : clauses) {
      ofEngine.merge(clause, new Verdict(outcome, outcome == Outcome.PASSED ? 1 : 0, remark), Verdict::and);
    }
  }

  /** Writes the file, as often as it is called. */
  @Override
  public synchronized void close() {
    try {
      Path folder = file.getParent();
      if (folder != null && Files.isDirectory(folder)) {
        Files.writeString(file, text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the report cannot be written to " + file, e);
    }
  }

  private String text() {
    Set<String> engines = verdicts.keySet();
    StringBuilder text = new StringBuilder(8 * 1024);
    text.append("# Conformance report\n\nEach clause of each rule, for each engine of this run.\n\n");
    text.append("| engine | passed | not applicable | owed | failed | skipped | not run |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (String engine : engines) {
      text.append(summary(engine));
    }
    text.append("\n| clause |").append(joined(engines)).append(" promise |\n");
    text.append("|---|").append("---|".repeat(engines.size())).append("---|\n");
    for (String id : catalogue.ids()) {
      text.append("| ").append(id).append(" |");
      for (String engine : engines) {
        text.append(' ').append(cell(engine, id)).append(" |");
      }
      Clause clause = catalogue.clauses().get(id);
      text.append(' ').append(clause == null ? "" : clause.text()).append(" |\n");
    }
    return text.append("\n## Owed\n\n").append(owed()).toString();
  }

  private String summary(String engine) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    List<String> kinds = List.of("passed", "not applicable", "owed", "FAILED", "skipped", "not run");
    kinds.forEach(kind -> counts.put(kind, 0));
    for (String id : catalogue.ids()) {
      String cell = cell(engine, id);
      kinds.stream().filter(cell::startsWith).forEach(kind -> counts.merge(kind, 1, Integer::sum));
    }
    StringBuilder row = new StringBuilder("| " + engine + " |");
    counts.values().forEach(count -> row.append(' ').append(count).append(" |"));
    return row.append('\n').toString();
  }

  private static String joined(Set<String> engines) {
    StringBuilder row = new StringBuilder();
    engines.forEach(engine -> row.append(' ').append(engine).append(" |"));
    return row.toString();
  }

  private String cell(String engine, String id) {
    Verdict verdict = verdicts.getOrDefault(engine, Map.of()).get(id);
    OwedClause owed = catalogue.owed().get(id);
    if (verdict != null) {
      return verdict.words();
    }
    return owed == null ? "not run" : "owed";
  }

  private String owed() {
    StringBuilder text = new StringBuilder("| clause | issue | what is missing |\n|---|---|---|\n");
    for (String id : new TreeSet<>(catalogue.owed().keySet())) {
      OwedClause clause = catalogue.owed().get(id);
      if (clause != null) {
        text.append("| ").append(id).append(" | ").append(clause.issue());
        text.append(" | ").append(clause.reason()).append(" |\n");
      }
    }
    return text.toString();
  }

  /**
   * What all tests of a clause said together. Immutable.
   *
   * @param outcome the worst
   * @param passed how many tests showed the clause
   * @param remark what the first test with this outcome said of it
   */
  private record Verdict(Outcome outcome, int passed, @Nullable String remark) {
    Verdict and(Verdict other) {
      Outcome worse = outcome.and(other.outcome);
      return new Verdict(worse, passed + other.passed, worse == outcome ? remark : other.remark);
    }

    String words() {
      return switch (outcome) {
        case PASSED -> "passed (" + passed + ")";
        case NOT_APPLICABLE -> "not applicable: no " + remark;
        case SKIPPED -> "skipped: " + remark;
        case FAILED -> "FAILED: " + remark;
      };
    }
  }
}
