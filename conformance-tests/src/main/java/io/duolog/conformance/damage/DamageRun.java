package io.duolog.conformance.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.process.ChildJvm;
import io.duolog.conformance.workload.StoredFiles;
import io.duolog.storage.StorageProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Confined to one thread. A small store, and child JVMs that damage copies of it. */
final class DamageRun {
  private static final int CASES_OF_A_CHILD = 4_000;
  private static final int ALL_PERMILLE = 1_000;

  private final StorageProvider provider;
  private final Path area;

  /**
   * A run.
   *
   * @param provider the engine
   * @param area an empty directory
   */
  DamageRun(StorageProvider provider, Path area) {
    this.provider = provider;
    this.area = area;
  }

  /**
   * Tries about so many cases, chosen by a seed; more than there are for every one.
   *
   * @param count how many
   * @param seed of the choice
   */
  void sample(int count, long seed) throws IOException, InterruptedException {
    Path pristine = area.resolve("pristine");
    DamageStore.create(provider, pristine);
    int cases = DamageCase.of(pristine).size();
    long permille = Math.clamp((long) ALL_PERMILLE * count / cases, 1, ALL_PERMILLE);
    System.out.println(provider.name() + ": " + permille + " permille of " + cases + " damages");
    int step = permille == ALL_PERMILLE ? CASES_OF_A_CHILD : cases;
    for (int first = 0; first < cases; first += step) {
      tryCases(pristine, seed, permille, first, Math.min(cases, first + step));
    }
  }

  private void tryCases(Path pristine, long seed, long permille, int first, int next)
      throws IOException, InterruptedException {
    Path memory = Path.of("/dev/shm");
    Path scratch = Files.createTempDirectory(Files.isDirectory(memory) ? memory : area, "duolog-damage");
    try {
      ChildJvm.End end =
          ChildJvm.of(
                  DamageChild.class, provider.getClass().getName(), pristine, scratch.resolve("copy"), seed, permille,
                  first, next)
              .run();
      check(end.exitCode(), end.output().lines().toList());
    } finally {
      StoredFiles.delete(scratch);
    }
  }

  private void check(int exitCode, List<String> lines) {
    assertEquals(0, exitCode, () -> "E4: the process died at " + lastCase(lines) + "\n" + tail(lines));
    assertEquals(List.of(), lines.stream().filter(line -> line.startsWith("bad ")).toList(), "damages");
    String summary = lines.getLast();
    System.out.println(provider.name() + ": " + summary);
    assertTrue(summary.startsWith("tried ") && !summary.startsWith("tried 0"), summary);
  }

  private static String lastCase(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("case ")).reduce((_, last) -> last).orElse("no case");
  }

  private static String tail(List<String> lines) {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }
}
