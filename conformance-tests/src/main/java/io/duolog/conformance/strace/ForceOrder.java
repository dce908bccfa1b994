package io.duolog.conformance.strace;

import io.duolog.conformance.strace.CallTrace.Acknowledged;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a trace says against the order of writes, forces and acknowledgements. Immutable. */
final class ForceOrder {
  private static final long PAGE_BYTES = 4096;

  private final CallTrace trace;
  private final Mappings mappings;
  private final Path store;

  /**
   * The order of a trace.
   *
   * @param trace of a process that has made the store and closed it
   * @param store the directory
   */
  ForceOrder(CallTrace trace, Path store) {
    this.trace = trace;
    this.mappings = Mappings.of(trace);
    this.store = store;
  }

  /** The file of the store that a call forces. */
  private Optional<Path> forced(SystemCall call) {
    return call.isDone() ? target(call) : Optional.empty();
  }

  /** The file of the store that a call is to force. */
  private Optional<Path> target(SystemCall call) {
    Optional<Path> file =
        call.isMappingForce() ? mappings.forcedBy(call).map(Mappings.Range::file)
            : call.isFileForce() ? call.file() : Optional.empty();
    return file.filter(path -> path.startsWith(store) && !path.equals(store));
  }

  /** Forces of files that hold records: of the mapping by which one is written, else behind the first write to it. */
  List<SystemCall> forcesOf(Set<Path> data) {
    Set<Path> mapped = new HashSet<>();
    trace.calls().stream().filter(SystemCall::isMappingForce).forEach(call -> target(call).ifPresent(mapped::add));
    return trace.calls().stream()
        .filter(call -> forced(call).filter(data::contains).isPresent())
        .filter(call -> call.isMappingForce() || isBehindWrite(call, mapped))
        .toList();
  }

  private boolean isBehindWrite(SystemCall force, Set<Path> mapped) {
    Path file = forced(force).orElseThrow();
    return !mapped.contains(file)
        && trace.calls().stream()
            .filter(call -> call.isWrite() && call.isDone() && call.left() < force.entered())
            .anyMatch(call -> call.file().filter(file::equals).isPresent());
  }

  /** D2, D1: acknowledgements that no force of their data began and ended for. */
  List<String> unforced(List<Acknowledged> appends, Set<Path> data) {
    List<SystemCall> forces = forcesOf(data);
    return appends.stream()
        .filter(append -> forces.stream().noneMatch(append::spans))
        .map(append -> append.id() + " was acknowledged by no force that began behind it")
        .toList();
  }

  /** Appends that began while a force of the data was under way. */
  long metAForce(List<Acknowledged> appends, Set<Path> data) {
    List<SystemCall> forces = forcesOf(data);
    return appends.stream()
        .filter(append -> forces.stream().anyMatch(force -> isWithin(append.begun(), force)))
        .count();
  }

  private static boolean isWithin(int line, SystemCall call) {
    return call.entered() < line && line < call.left();
  }

  /** D4: names that an acknowledgement needed and that a power loss could have taken. */
  List<String> lossyNames(List<Acknowledged> appends, Set<Path> data) {
    List<String> complaints = new ArrayList<>();
    CreatedNames names = new CreatedNames();
    List<Acknowledged> byEnd = new ArrayList<>(appends);
    byEnd.sort(Comparator.comparingInt(Acknowledged::told));
    int next = 0;
    for (SystemCall call : trace.calls()) {
      while (next < byEnd.size() && byEnd.get(next).told() < call.left()) {
        complaints.addAll(lossyNames(byEnd.get(next), data, names));
        next++;
      }
      if (call.isDone()) {
        names.see(call);
      }
    }
    return complaints;
  }

  private List<String> lossyNames(Acknowledged append, Set<Path> data, CreatedNames names) {
    List<String> complaints = new ArrayList<>();
    Set<Path> needed = new HashSet<>();
    forcesOf(data).stream().filter(append::spans).forEach(call -> forced(call).ifPresent(needed::add));
    for (Path file : needed) {
      names.lossy(store, file).ifPresent(
          name -> complaints.add(append.id() + " was acknowledged, but the name " + name + " was not forced"));
      if (!isForcedItself(file, names.madeAt(file), append.told())) {
        complaints.add(append.id() + " was acknowledged, but " + file + " itself was never forced");
      }
    }
    return complaints;
  }

  /** A force of a mapping does not cover the size of its file. */
  private boolean isForcedItself(Path file, int made, int told) {
    return trace.calls().stream()
        .filter(call -> call.isFileForce() && call.entered() > made && call.left() < told)
        .anyMatch(call -> forced(call).filter(file::equals).isPresent());
  }

  /** D4: files that were replaced otherwise than by a forced temporary file, a rename and a force of the directory. */
  List<String> replacedUnsafely() {
    List<String> complaints = new ArrayList<>();
    Set<Path> directories = new HashSet<>();
    for (SystemCall call : trace.calls()) {
      if (call.isDone() && call.name().startsWith("mkdir")) {
        directories.add(call.named(0));
      } else if (call.isDone() && call.isRename()) {
        Path from = call.named(0);
        Path to = call.named(1);
        if (!directories.remove(from)) {
          checkContent(call, from, complaints);
        } else {
          directories.add(to);
        }
        if (trace.calls().stream().noneMatch(force -> forcesName(force, to) && force.entered() > call.left())) {
          complaints.add("the directory of " + to + " was not forced behind its rename");
        }
      }
    }
    return complaints;
  }

  private static boolean forcesName(SystemCall force, Path name) {
    Path directory = name.getParent();
    return force.isDone() && force.isFileForce() && force.file().filter(path -> path.equals(directory)).isPresent();
  }

  private void checkContent(SystemCall rename, Path from, List<String> complaints) {
    int written = 0;
    int forced = 0;
    for (SystemCall call : trace.calls()) {
      boolean isBefore = call.left() < rename.entered() && call.isDone();
      if (isBefore && call.isWrite() && call.file().filter(from::equals).isPresent()) {
        written = call.left();
      } else if (isBefore && call.entered() > written && forced(call).filter(from::equals).isPresent()) {
        forced = call.entered();
      }
    }
    if (forced <= written) {
      complaints.add(from + " was renamed to " + rename.named(1).getFileName() + " before its content was forced");
    }
  }

  /** How many files were replaced. */
  long replaced() {
    return trace.calls().stream().filter(call -> call.isDone() && call.isRename()).count();
  }

  /**
   * D5: checkpoints that were written behind a moment without a force of the data between.
   *
   * @param moment line behind which all data count
   */
  List<String> checkpointsBeforeForce(int moment, Set<Path> data) {
    int forced = forcesOf(data).stream()
        .filter(force -> force.entered() > moment)
        .mapToInt(SystemCall::left)
        .min()
        .orElse(Integer.MAX_VALUE);
    List<String> complaints = new ArrayList<>();
    for (SystemCall call : trace.calls()) {
      if (call.isDone() && call.isRename() && call.left() > moment && isCheckpoint(call.named(1))) {
        int written = firstWrite(call.named(0), moment, call.entered());
        if (written < forced) {
          complaints.add(call.named(1).getFileName() + " was written before the data were forced");
        }
      }
    }
    return complaints;
  }

  /** How many checkpoints were replaced behind a moment. */
  long checkpoints(int moment) {
    return trace.calls().stream()
        .filter(call -> call.isDone() && call.isRename() && call.left() > moment && isCheckpoint(call.named(1)))
        .count();
  }

  private static boolean isCheckpoint(Path file) {
    return file.getFileName().toString().endsWith("checkpoint");
  }

  private int firstWrite(Path temporary, int from, int to) {
    return trace.calls().stream()
        .filter(call -> call.isWrite() && call.left() > from && call.left() < to)
        .filter(call -> call.file().filter(temporary::equals).isPresent())
        .mapToInt(SystemCall::entered)
        .min()
        .orElse(from);
  }

  /** D7: forces of mapped data, before a moment, whose last page ends elsewhere than {@code stepBytes} do. */
  List<String> unrangedForces(int moment, Set<Path> data, long stepBytes) {
    return forcesOf(data).stream()
        .filter(call -> call.isMappingForce() && call.entered() < moment)
        .map(call -> mappings.forcedBy(call).orElseThrow())
        .filter(range -> (range.nextPosition() + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES % stepBytes != 0)
        .map(range -> "the pages of a force of " + range + " do not end at a multiple of " + stepBytes)
        .toList();
  }
}
