package io.duolog.conformance.strace;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names that a process gave to files and directories, and since when they are durable: since the end of a force of
 * their directory which began behind them. Confined to one thread; calls are shown to it in the order of their ends.
 */
final class CreatedNames {
  private static final int NEVER = Integer.MAX_VALUE;

  private final Map<Path, Name> names = new HashMap<>();

  /** When a name came, and whether it is durable. */
  private record Name(int made, boolean isDurable) {}

  /** Takes a call that was done. */
  void see(SystemCall call) {
    if (call.name().equals("openat") && call.arguments().contains("O_CREAT")) {
      names.putIfAbsent(call.named(0), new Name(call.left(), false));
    } else if (call.name().startsWith("mkdir")) {
      names.put(call.named(0), new Name(call.left(), false));
    } else if (call.name().startsWith("unlink") || call.name().equals("rmdir")) {
      names.remove(call.named(0));
    } else if (call.isRename()) {
      rename(call.named(0), call.named(1), call.left());
    } else if (call.isFileForce()) {
      call.file().ifPresent(directory -> force(directory, call.entered()));
    }
  }

  private void rename(Path from, Path to, int line) {
    Map<Path, Name> moved = new HashMap<>();
    names.forEach((name, state) -> {
      if (name.startsWith(from) && !name.equals(from)) {
        moved.put(to.resolve(from.relativize(name)), state);
      }
    });
    names.keySet().removeIf(name -> name.startsWith(from));
    names.putAll(moved);
    names.put(to, new Name(line, false));
  }

  private void force(Path directory, int begun) {
    names.replaceAll(
        (name, state) -> {
          boolean isCovered = directory.equals(name.getParent()) && state.made() < begun;
          return isCovered ? new Name(state.made(), true) : state;
        });
  }

  /** The first name on the way from the store to a file that a power loss could take. */
  Optional<Path> lossy(Path store, Path file) {
    Path name = store;
    for (Path step : store.relativize(file)) {
      name = name.resolve(step);
      Name state = names.get(name);
      if (state != null && !state.isDurable()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** Line where a file was made; the last if it was not. */
  int madeAt(Path file) {
    return names.getOrDefault(file, new Name(NEVER, false)).made();
  }
}
