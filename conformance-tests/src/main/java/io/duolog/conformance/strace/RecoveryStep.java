package io.duolog.conformance.strace;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A system call of a recovery that changes or forces something: the n-th of its kind on its file by one thread.
 * Immutable.
 *
 * @param call for instance {@code rename}
 * @param file which file; empty if the call names none, as the force of a mapping
 * @param number from 1
 */
record RecoveryStep(String call, Optional<Path> file, int number) {
  private static final Set<String> NAMING =
      Set.of("openat", "mkdir", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir");

  /** All steps below a store up to a line, in their order. */
  static List<RecoveryStep> of(CallTrace trace, Path store, int line) {
    Map<List<Object>, Integer> counts = new HashMap<>();
    Set<RecoveryStep> steps = new LinkedHashSet<>();
    for (SystemCall call : trace.calls()) {
      Optional<Path> file = fileOf(call);
      boolean isOfStore = call.isMappingForce() || file.filter(path -> path.startsWith(store)).isPresent();
      if (isOfStore && call.left() < line) {
        int number = counts.merge(List.of(call.thread(), call.name(), file), 1, Integer::sum);
        if (!call.name().equals("mmap") && (!call.name().equals("openat") || call.arguments().contains("O_CREAT"))) {
          steps.add(new RecoveryStep(call.name(), file, number));
        }
      }
    }
    return List.copyOf(steps);
  }

  private static Optional<Path> fileOf(SystemCall call) {
    return NAMING.contains(call.name()) ? Optional.of(call.named(0)) : call.file();
  }
}
