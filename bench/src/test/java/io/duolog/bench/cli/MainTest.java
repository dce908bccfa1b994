package io.duolog.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs commands in this process; the workers of the last test are processes with the engine of these tests. */
class MainTest {
  @TempDir Path directory;

  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void prepare() throws IOException {
    Path classPaths = Files.createDirectories(directory.resolve("classpaths"));
    Files.writeString(classPaths.resolve("limits.classpath"), System.getProperty("java.class.path"));
    Files.writeString(classPaths.resolve("fake.classpath"), System.getProperty("java.class.path"));
    System.setProperty("duolog.classpaths", classPaths.toString());
    System.setProperty("duolog.data", directory.resolve("data").toString());
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
    System.clearProperty("duolog.classpaths");
    System.clearProperty("duolog.data");
  }

  private int execute(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--output", directory.resolve("output").toString()));
    return Main.execute(all.toArray(String[]::new));
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of("classpaths"), left.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--no-such-flag, Unknown option",
    "--engines=other, unknown engine other; known: fake",
    "--workloads=long, unknown workload long; known: quick",
    "--cells=other, unknown cell other",
    "--rounds=0, --rounds 0 is not between",
    "--rounds=x, Invalid value",
    "--seconds=NaN, --seconds NaN is not between",
    "--payload-size=0, payload size 0 is not between",
    "--compressibility=2, compressibility 2.0 is not between",
    "--placement=nowhere, '--placement nowhere is not one of pinned, free'",
    "--transfer=pigeon, --transfer pigeon is not one of",
    "--payload-file=/no/such/file, does not exist",
    "--engine-jar=/no/such.jar, does not exist",
    "--dir=/proc/nowhere, cannot be used",
    "--dir=/dev/null, is not a directory",
  })
  void whatCannotBeDoneIsOneLineAndExitCodeTwo(String argument, String message) throws IOException {
    assertEquals(2, execute(argument));
    String complaint = err.toString(StandardCharsets.UTF_8);
    assertEquals(1, complaint.lines().count(), complaint);
    assertTrue(complaint.startsWith("bench: ") && complaint.contains(message), complaint);
    assertNothingLeft();
  }

  @Test
  void aSmallComparisonRunsAndRemovesItsData() throws IOException {
    int exit = execute("--cells", "append-single-1p", "--rounds", "2", "--seconds", "0.05", "--engines", "fake");
    assertEquals(0, exit, err.toString(StandardCharsets.UTF_8));
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("append-single-1p"), text);
    assertTrue(text.contains("1,024 records"), text);
    assertTrue(Files.exists(directory.resolve("output/results.json")));
    assertTrue(Files.exists(directory.resolve("output/report.html")));
    assertTrue(Files.notExists(directory.resolve("data")), "the data were left behind");
  }

  @Test
  void groupsOfAnEngineAreReplayedInTheSameRound() throws IOException {
    int exit =
        execute("--cells", "append-synced-64-in-flight", "--rounds", "2", "--seconds", "0.05", "--engines", "fake");
    assertEquals(0, exit, err.toString(StandardCharsets.UTF_8));
    List<String> runs = Files.readAllLines(directory.resolve("output/results.csv"));
    for (String round : List.of("1", "2")) {
      String limit = round + ",limits,fdatasync-groups.fake,records/s,";
      assertTrue(runs.stream().anyMatch(run -> run.startsWith(limit) && !run.startsWith(limit + ",")), runs.toString());
    }
    assertTrue(out.toString(StandardCharsets.UTF_8).contains(" %"), "there is no share of the limit");
  }

  @Test
  void helpNamesTheCommands() {
    assertEquals(0, Main.execute("--help"));
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("compare") && text.contains("jmh"), text);
  }
}
