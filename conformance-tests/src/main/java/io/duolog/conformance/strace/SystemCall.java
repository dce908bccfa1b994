package io.duolog.conformance.strace;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A system call as the tracer saw it. Immutable.
 *
 * @param thread who made it
 * @param name for instance {@code fsync}
 * @param arguments as text
 * @param result as text, with what the tracer says of it
 * @param entered number of the line where it began
 * @param left number of the line where it ended
 */
record SystemCall(int thread, String name, String arguments, String result, int entered, int left) {
  private static final Set<String> FILE_FORCES = Set.of("fsync", "fdatasync");
  private static final Pattern DESCRIPTOR = Pattern.compile("^\\d+<([^>]*)>.*");
  private static final Pattern NAMED = Pattern.compile("\"([^\"]*)\"");

  /** Whether the kernel did it: it succeeded, and the tracer did not answer in the kernel's place. */
  boolean isDone() {
    return !result.startsWith("-1") && !result.startsWith("?") && !result.contains("(INJECTED)");
  }

  /** Whether it forces what its descriptor stands for. */
  boolean isFileForce() {
    return FILE_FORCES.contains(name);
  }

  /** Whether it forces a range of a mapping. */
  boolean isMappingForce() {
    return name.equals("msync");
  }

  /** Whether it writes bytes by a descriptor. */
  boolean isWrite() {
    return name.contains("write");
  }

  /** Whether it gives a file another name. */
  boolean isRename() {
    return name.startsWith("rename");
  }

  /** The file of its first descriptor. */
  Optional<Path> file() {
    Matcher matcher = DESCRIPTOR.matcher(arguments);
    boolean isFile = matcher.matches() && matcher.group(1).startsWith("/");
    return isFile ? Optional.of(Path.of(matcher.group(1))) : Optional.empty();
  }

  /**
   * A path that it names.
   *
   * @param index 0 for the first
   */
  Path named(int index) {
    Matcher matcher = NAMED.matcher(arguments);
    for (int i = 0; matcher.find(); i++) {
      if (i == index) {
        return Path.of(matcher.group(1));
      }
    }
    throw new IllegalStateException("no path in " + this);
  }
}
