package io.duolog.bench.compare;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.cell.Design;
import io.duolog.bench.cell.Limit;
import io.duolog.bench.worker.WorkerMain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The order of the runs: cell by cell, the limits of a cell beside its engines, so that what is compared runs within
 * seconds of each other; the order turns around from round to round. Stateless.
 */
final class Plan {
  private static final double FIRST_WARM_UP_SECONDS = 0.45;
  private static final double WARM_UP_SECONDS = 0.15;
  private static final double LIMIT_SHARE = 0.2;
  private static final double FORCING_LIMIT_SHARE = 0.5;
  private static final double SHORTEST_SECONDS = 0.05;

  private Plan() {}

  /**
   * One run that is to be made. Immutable.
   *
   * @param subject an engine's name, or {@code limits}
   * @param label of the cell or limit
   * @param seconds the measured time
   * @param warmUpSeconds time before it
   */
  record Step(String subject, String label, double seconds, double warmUpSeconds) {
    /** Whether it reads what was filled before. */
    boolean readsFilledStore() {
      return subject.equals(WorkerMain.LIMITS)
          ? Limit.labelled(label).filter(Limit::readsFilledStore).isPresent()
          : Cell.labelled(label).filter(Cell::readsFilledStore).isPresent();
    }

    /** Whether it writes into a mapping of an allocated file; others write through channels to files that grow. */
    boolean fillsMapping() {
      return subject.equals(WorkerMain.LIMITS)
          ? Limit.labelled(label).filter(Limit::fillsMapping).isPresent()
          : Design.ofEngine(subject) == Design.MAPPED;
    }

    /** Whether its process is killed after it. */
    boolean abandonsStore() {
      return Cell.labelled(label).filter(Cell::abandonsStore).isPresent();
    }
  }

  /** The steps of one round. */
  static List<Step> round(CompareOptions options, int round) {
    List<Step> steps = new ArrayList<>();
    Set<String> warm = new HashSet<>();
    Set<Limit> measured = new HashSet<>();
    if (!options.cells().isEmpty()) {
      steps.add(step(options, warm, WorkerMain.LIMITS, Limit.MEMORY_COPY.label()));
    }
    for (Cell cell : options.cells()) {
      List<List<String[]>> groups = cell.isReplayed() ? replayed(options, cell) : beside(options, cell, measured);
      if (round % 2 == 0) {
        Collections.reverse(groups);
      }
      groups.forEach(group -> group.forEach(run -> steps.add(step(options, warm, run[0], run[1]))));
    }
    return steps;
  }

  /** The limits of a cell that were not measured in the round yet, and the engines; each may be run at any place. */
  private static List<List<String[]>> beside(CompareOptions options, Cell cell, Set<Limit> measured) {
    List<List<String[]>> groups = new ArrayList<>();
    for (Limit limit : limits(options, cell)) {
      if (measured.add(limit)) {
        groups.add(List.<String[]>of(new String[] {WorkerMain.LIMITS, limit.label()}));
      }
    }
    options.engineNames().forEach(engine -> groups.add(List.<String[]>of(new String[] {engine, cell.label()})));
    return groups;
  }

  /** Each engine with its limit right behind it, which replays what the engine's run recorded. */
  private static List<List<String[]>> replayed(CompareOptions options, Cell cell) {
    List<List<String[]>> groups = new ArrayList<>();
    for (String engine : options.engineNames()) {
      List<String[]> group = new ArrayList<>();
      group.add(new String[] {engine, cell.label()});
      cell.limit(Design.ofEngine(engine))
          .ifPresent(limit -> group.add(new String[] {WorkerMain.LIMITS, limit.label(engine)}));
      groups.add(group);
    }
    return groups;
  }

  private static Set<Limit> limits(CompareOptions options, Cell cell) {
    Set<Limit> limits = new LinkedHashSet<>();
    for (String engine : options.engineNames()) {
      cell.limit(Design.ofEngine(engine)).ifPresent(limits::add);
    }
    return limits;
  }

  private static Step step(CompareOptions options, Set<String> warm, String subject, String label) {
    double seconds = Math.max(SHORTEST_SECONDS, options.seconds() * share(subject, label));
    boolean fresh = warm.add(subject + " " + kind(label));
    Step step = new Step(subject, label, seconds, Math.min(fresh ? FIRST_WARM_UP_SECONDS : WARM_UP_SECONDS, seconds));
    if (step.abandonsStore()) {
      warm.removeIf(known -> known.startsWith(subject + " "));
    }
    return step;
  }

  /** A limit takes a part of a cell's time, a larger one if it waits for the disk, whose pace changes all the time. */
  private static double share(String subject, String label) {
    Optional<Limit> limit = subject.equals(WorkerMain.LIMITS) ? Limit.labelled(label) : Optional.empty();
    if (limit.isEmpty() || limit.get().replaysGroups()) {
      return 1;
    }
    return limit.get().forces() ? FORCING_LIMIT_SHARE : LIMIT_SHARE;
  }

  /** Labels of one kind warm the same code. */
  private static String kind(String label) {
    return label.substring(0, label.indexOf('-') < 0 ? label.length() : label.indexOf('-'));
  }
}
