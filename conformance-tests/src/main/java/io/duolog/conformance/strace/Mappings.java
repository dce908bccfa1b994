package io.duolog.conformance.strace;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which range of which file each force of a mapping is for. Confined to one thread. */
final class Mappings {
  private static final Pattern MAP =
      Pattern.compile("^\\w+, (\\d+), [^,]*PROT_WRITE[^,]*, MAP_SHARED[^,]*, \\d+<([^>]*)>, (0x[0-9a-f]+|0)$");
  private static final Pattern RANGE = Pattern.compile("^(0x[0-9a-f]+), (\\d+), .*$");

  private final List<Mapping> mappings = new ArrayList<>();

  /**
   * A range of a file.
   *
   * @param file the file, by the name that it had when it was mapped
   * @param position of the first byte
   * @param nextPosition behind the last byte
   */
  record Range(Path file, long position, long nextPosition) {}

  /** A mapping in memory. */
  private record Mapping(long address, long size, Path file, long position) {}

  /** All mappings that a process has made for writing; addresses that are used again mean the latest before a call. */
  static Mappings of(CallTrace trace) {
    Mappings all = new Mappings();
    for (SystemCall call : trace.calls()) {
      Matcher map = MAP.matcher(call.arguments());
      if (call.name().equals("mmap") && call.isDone() && map.matches()) {
        all.mappings.add(
            new Mapping(
                Long.decode(call.result().split(" ", 2)[0]),
                Long.parseLong(map.group(1)),
                Path.of(map.group(2)),
                Long.decode(map.group(3))));
      }
    }
    return all;
  }

  /** The range that a force of a mapping is for. */
  Optional<Range> forcedBy(SystemCall force) {
    Matcher range = RANGE.matcher(force.arguments());
    if (!range.matches()) {
      return Optional.empty();
    }
    long address = Long.decode(range.group(1));
    for (Mapping mapping : mappings.reversed()) {
      long index = address - mapping.address();
      if (index >= 0 && index < mapping.size()) {
        long position = mapping.position() + index;
        return Optional.of(new Range(mapping.file(), position, position + Long.parseLong(range.group(2))));
      }
    }
    return Optional.empty();
  }
}
