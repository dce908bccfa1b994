package io.duolog.conformance.systemcalls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The system calls of a child JVM, by {@code strace}, and what the child said. Immutable once taken.
 *
 * <p>Each thread has a file of its own, so that no call is split over two lines; descriptors are shown with the file or
 * socket that they stand for.
 */
final class Trace {
  private static final Pattern CALL = Pattern.compile("(\\w+)\\((\\d+)<([^>]*)>(.*)\\) += (\\d+).*");
  private static final Pattern SOURCE_OF_SENDFILE = Pattern.compile(", \\d+<([^>]*)>.*");
  private static final long LIMIT_SECONDS = 120;

  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Long> said = new TreeMap<>();

  /**
   * One call that moved bytes.
   *
   * @param name the system call
   * @param target what its first descriptor stands for
   * @param arguments the other arguments, as text
   * @param bytes its result
   */
  private record Call(String name, String target, String arguments, long bytes) {
    boolean isToSocket() {
      return target.startsWith("socket:") || target.startsWith("TCP");
    }
  }

  /** Whether this machine has {@code strace} and lets it trace a child. */
  static boolean isPossible() {
    try {
      Process probe = new ProcessBuilder("strace", "-f", "-qq", "-e", "trace=none", "true").start();
      return probe.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Runs {@code main} in a child JVM under {@code strace}. */
  static Trace of(Path area, Class<?> main, List<String> arguments) throws IOException, InterruptedException {
    Files.createDirectories(area);
    Path output = area.resolve("output");
    List<String> command = new ArrayList<>(
        List.of("strace", "-f", "-ff", "-qq", "-y", "-s", "0", "-e",
            "trace=read,pread64,readv,preadv,preadv2,write,pwrite64,writev,sendfile,sendto,sendmsg,splice",
            "-o", area.resolve("thread").toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError("the traced child failed: " + Files.readString(output));
    }
    Trace trace = new Trace();
    trace.readSaid(output);
    try (Stream<Path> files = Files.list(area)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("thread.")).toList()) {
        trace.readCalls(file);
      }
    }
    return trace;
  }

  private void readSaid(Path output) throws IOException {
    for (String line : Files.readAllLines(output)) {
      String[] words = line.split(" ", -1);
      if (words.length == 2 && words[1].matches("\\d+")) {
        said.put(words[0], Long.parseLong(words[1]));
      }
    }
  }

  private void readCalls(Path file) throws IOException {
    for (String line : Files.readAllLines(file, UTF_8)) {
      Matcher matcher = CALL.matcher(line);
      if (matcher.matches()) {
        calls.add(
            new Call(matcher.group(1), matcher.group(3), matcher.group(4), Long.parseLong(matcher.group(5))));
      }
    }
  }

  /** A number that the child has printed behind {@code word}. */
  long said(String word) {
    Long value = said.get(word);
    if (value == null) {
      throw new AssertionError("the child did not say \"" + word + "\", only " + said);
    }
    return value;
  }

  /** Bytes that left for a socket by {@code sendfile} from a file below {@code store}. */
  long sendfileBytes(Path store) {
    return sendfiles(store).mapToLong(Call::bytes).sum();
  }

  /** Calls of {@code sendfile} to a socket from a file below {@code store} that sent all that they were asked to. */
  long wholeSendfiles(Path store) {
    return sendfiles(store).filter(call -> call.arguments().endsWith(", " + call.bytes())).count();
  }

  private Stream<Call> sendfiles(Path store) {
    return calls.stream()
        .filter(call -> call.name().equals("sendfile") && call.isToSocket())
        .filter(call -> {
          Matcher source = SOURCE_OF_SENDFILE.matcher(call.arguments());
          return source.matches() && source.group(1).startsWith(store.toString());
        });
  }

  /** Bytes that left for a socket by a gathering write. */
  long gatheredBytes() {
    return gatheringWrites().mapToLong(Call::bytes).sum();
  }

  /** Gathering writes to a socket. */
  long gatheringCalls() {
    return gatheringWrites().count();
  }

  private Stream<Call> gatheringWrites() {
    return calls.stream().filter(call -> call.name().equals("writev") && call.isToSocket());
  }

  /** Bytes that any reading call has returned from a file below {@code store}. */
  long readBytes(Path store) {
    return calls.stream()
        .filter(call -> call.name().contains("read") && call.target().startsWith(store.toString()))
        .mapToLong(Call::bytes)
        .sum();
  }

  @Override
  public String toString() {
    Map<String, Long> bytesByCall = new TreeMap<>();
    for (Call call : calls) {
      bytesByCall.merge(call.name() + (call.isToSocket() ? " to socket" : ""), call.bytes(), Long::sum);
    }
    return said + " " + bytesByCall;
  }
}
