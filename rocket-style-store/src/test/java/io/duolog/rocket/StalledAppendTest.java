package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.duolog.storage.AppendOptions;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while one of its appends stands between reservation and publication. */
class StalledAppendTest {
  private static final String PREFIX = "result ";
  private static final int KILLED = 137;

  @TempDir Path area;

  /** What the child prints until it stands still; then it is killed. */
  private List<String> untilKilled(Path store) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                StallingChild.class.getName(),
                store.toString())
            .redirectErrorStream(true)
            .start();
    List<String> all = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      while (line != null && !line.equals(PREFIX + "standing")) {
        all.add(line);
        if (line.startsWith(PREFIX)) {
          lines.add(line.substring(PREFIX.length()));
        }
        line = output.readLine();
      }
      assertEquals(PREFIX + "standing", line, all::toString);
      process.destroyForcibly(); // SIGKILL
      assertEquals(KILLED, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
    return lines;
  }

  @Test
  void d2_d3_v1_besideAStalledAppendOthersGoOnAndAKillLosesNothingThatWasAcknowledged()
      throws IOException, InterruptedException {
    Path store = area.resolve("store");
    List<String> lines = untilKilled(store);
    assertFalse(lines.stream().anyMatch(line -> line.startsWith("told")), "nobody behind the hole is told");
    List<String> seen = lines.stream().filter(line -> line.startsWith("sees")).toList();
    int appends = StallingChild.APPENDS;
    assertEquals(List.of("sees [before]", "sees " + (appends + 1), "sees " + appends), seen);
    assertEquals("durable 0", lines.getLast(), "nothing behind the hole is durable, though it was forced");
    try (StorageEngine engine = TestStore.open(store)) {
      for (int partition = 1; partition <= 2; partition++) {
        String prefix = "acknowledged " + partition + " ";
        List<String> acknowledged =
            lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
        assertEquals(appends, acknowledged.size());
        List<String> kept = new ArrayList<>(TestStore.values(TestStore.partition(engine, partition)));
        kept.remove("synced"); // published, and never acknowledged: it may be there
        assertEquals(acknowledged, kept);
      }
      PartitionLog first = TestStore.partition(engine, 0);
      assertEquals(List.of("before"), TestStore.values(first));
      assertEquals(1, first.append(TestStore.batch("next"), AppendOptions.SYNCED));
      assertEquals(List.of("before", "next"), TestStore.values(first));
    }
  }
}
