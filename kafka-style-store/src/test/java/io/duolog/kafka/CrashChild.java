package io.duolog.kafka;

import io.duolog.storage.AppendOptions;
import io.duolog.storage.PartitionLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that appends to a store and ends without closing it: what a kill leaves behind. */
final class CrashChild {
  private static final int EXIT_CODE = 42;

  private CrashChild() {}

  /** Arguments: directory, number of batches, every how many one is synced. */
  public static void main(String[] arguments) {
    KafkaStyleEngine engine = TestStore.open(Path.of(arguments[0]));
    PartitionLog log =
        engine
            .partitions()
            .find(TestStore.spec("orders", 7).name())
            .orElseGet(() -> engine.partitions().create(TestStore.spec("orders", 7)));
    int count = Integer.parseInt(arguments[1]);
    int every = Integer.parseInt(arguments[2]);
    for (int i = 0; i < count; i++) {
      log.append(
          Batches.of(1 + i % 3, i * 10L, 500), i % every == 0 ? AppendOptions.SYNCED : AppendOptions.BUFFERED);
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  /** Runs it to its end. Returns the base offsets of its batches if the log was empty. */
  static List<Long> run(Path directory, int count, int every) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashChild.class.getName(),
                directory.toString(),
                Integer.toString(count),
                Integer.toString(every))
            .inheritIO()
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != EXIT_CODE) {
      process.destroyForcibly();
      throw new IllegalStateException("the child did not end as it should: " + process);
    }
    List<Long> bases = new ArrayList<>();
    long next = 0;
    for (int i = 0; i < count; i++) {
      bases.add(next);
      next += 1 + i % 3;
    }
    return bases;
  }
}
