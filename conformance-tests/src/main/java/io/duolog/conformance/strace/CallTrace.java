package io.duolog.conformance.strace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The system calls of a process in the order in which the tracer saw them. Immutable.
 *
 * <p>A call is carried out between the line where it was entered and the line where it was left; a call that is left
 * before another is entered has ended before the other began.
 */
final class CallTrace {
  private static final Pattern WHOLE = Pattern.compile("^(\\d+) +(\\w+)\\((.*)\\) += (.*)$");
  private static final Pattern BEGUN = Pattern.compile("^(\\d+) +(\\w+)\\((.*) <unfinished \\.\\.\\.>$");
  private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. \\w+ resumed>(.*)\\) += (.*)$");
  private static final Pattern SAID = Pattern.compile("^1<[^>]*>, \"(.*)\\\\n\", \\d+$");

  private final List<SystemCall> calls = new ArrayList<>();
  private final Map<String, SystemCall> said = new HashMap<>();

  private CallTrace() {}

  /** Reads what a tracer has written. */
  static CallTrace read(Path log) throws IOException {
    CallTrace trace = new CallTrace();
    Map<String, SystemCall> open = new HashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(log)) {
      trace.add(line, ++number, open);
    }
    trace.calls.sort(Comparator.comparingInt(SystemCall::left));
    return trace;
  }

  private void add(String line, int number, Map<String, SystemCall> open) {
    Matcher whole = WHOLE.matcher(line);
    Matcher begun = BEGUN.matcher(line);
    Matcher resumed = RESUMED.matcher(line);
    if (begun.matches()) {
      open.put(begun.group(1), call(begun, "", number, number));
    } else if (resumed.matches()) {
      SystemCall first = open.remove(resumed.group(1));
      if (first != null) {
        String arguments = first.arguments() + resumed.group(2);
        add(new SystemCall(
            first.thread(), first.name(), arguments, resumed.group(3), first.entered(), number));
      }
    } else if (whole.matches()) {
      add(call(whole, whole.group(4), number, number));
    }
  }

  private static SystemCall call(Matcher matcher, String result, int entered, int left) {
    int thread = Integer.parseInt(matcher.group(1));
    return new SystemCall(thread, matcher.group(2), matcher.group(3), result, entered, left);
  }

  private void add(SystemCall call) {
    calls.add(call);
    Matcher words = SAID.matcher(call.arguments());
    if (call.name().equals("write") && words.matches()) {
      said.put(words.group(1), call);
    }
  }

  /** All calls, in the order in which they ended. */
  List<SystemCall> calls() {
    return List.copyOf(calls);
  }

  /** What the process has said, and the call by which it did. */
  Map<String, SystemCall> said() {
    return Map.copyOf(said);
  }

  /** Where the process said a line. */
  SystemCall said(String line) {
    SystemCall call = said.get(line);
    if (call == null) {
      throw new AssertionError("the process did not say \"" + line + "\", only " + said.keySet());
    }
    return call;
  }

  /** Every append that was acknowledged, by its id: where it began and where that was told. */
  List<Acknowledged> acknowledged() {
    List<Acknowledged> all = new ArrayList<>();
    said.forEach(
        (line, told) -> {
          if (line.startsWith("told ")) {
            String id = line.substring("told ".length());
            all.add(new Acknowledged(id, said("begin " + id).left(), told.entered()));
          }
        });
    return all;
  }

  /**
   * An append that was acknowledged.
   *
   * @param id the parent's name of it
   * @param begun line behind which it began
   * @param told line before which it was acknowledged
   */
  record Acknowledged(String id, int begun, int told) {
    /** Whether a call was entered and left while the append was under way. */
    boolean spans(SystemCall call) {
      return call.entered() > begun && call.left() < told;
    }
  }
}
