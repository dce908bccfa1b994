package io.duolog.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Describes the machine and the software that figures were measured on. Stateless. */
public final class Environment {
  private static final String UNKNOWN = "unknown";

  private Environment() {}

  /**
   * The facts by name, in the order in which a report shows them.
   *
   * @param data directory of the data, for its file system and device
   * @param workerFlags flags of the processes that are measured
   */
  public static Map<String, String> describe(Path data, List<String> workerFlags) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("processor", processor());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", gibibytes(DirtyPages.memory("MemTotal")));
    facts.put("JDK", System.getProperty("java.vendor.version", "") + " " + System.getProperty("java.runtime.version"));
    facts.put("worker flags", String.join(" ", workerFlags));
    facts.put("Netty", "without Unsafe (io.netty.noUnsafe=true)");
    facts.put("file system", fileSystem(data));
    facts.put("read-ahead", readAhead(data));
    facts.put("blocks",
        "a fresh file for every append cell: kafka-style and raw writes grow it, rocket-style and raw copies"
        + " allocate it first; catch-up reads a store that was written once and is in the page cache");
    facts.put("huge pages", bracketed(content(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"))));
    facts.put("background dirty limit", gibibytes(DirtyPages.backgroundLimitBytes()));
    facts.put("revision", revision());
    return facts;
  }

  private static String processor() {
    for (String line : content(Path.of("/proc/cpuinfo")).lines().toList()) {
      if (line.startsWith("model name")) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return System.getProperty("os.arch");
  }

  private static String fileSystem(Path data) {
    try {
      return Files.getFileStore(data).type();
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String readAhead(Path data) {
    try {
      long device = ((Number) Files.getAttribute(data, "unix:dev")).longValue();
      long major = (device >> 8) & 0xfff;
      long minor = (device & 0xff) | ((device >> 12) & 0xfff00);
      Path block = Path.of("/sys/dev/block", major + ":" + minor).toRealPath();
      for (Path path : List.of(block, block.resolve(".."))) {
        String kibibytes = content(path.resolve("queue/read_ahead_kb"));
        if (!kibibytes.equals(UNKNOWN)) {
          return kibibytes + " KiB";
        }
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return UNKNOWN;
    }
    return UNKNOWN;
  }

  private static String revision() {
    String home = System.getProperty("duolog.home", "");
    if (home.isEmpty()) {
      return UNKNOWN;
    }
    ProcessBuilder git = new ProcessBuilder("git", "-C", home, "describe", "--always", "--dirty", "--abbrev=10");
    try {
      Process process = git.redirectErrorStream(true).start();
      String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? line : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }

  private static String bracketed(String choices) {
    int open = choices.indexOf('[');
    int close = choices.indexOf(']');
    return open >= 0 && close > open ? choices.substring(open + 1, close) : choices;
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }

  private static String content(Path file) {
    return SystemFile.read(file).orElse(UNKNOWN);
  }
}
