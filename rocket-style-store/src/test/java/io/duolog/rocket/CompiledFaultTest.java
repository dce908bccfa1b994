package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiled code delivers a fault of a mapped page late, and a checksum over one kills the process: in a child. */
class CompiledFaultTest {
  @TempDir Path area;

  private List<String> child(String what) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-BackgroundCompilation",
                "-cp",
                System.getProperty("java.class.path"),
                FaultingChild.class.getName(),
                what,
                area.resolve("store").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().filter(line -> line.startsWith("result ")).toList();
  }

  @Test
  void e4_aCompiledAppendIntoPagesThatAreGoneFailsTheStoreAndPublishesNothing()
      throws IOException, InterruptedException {
    assertEquals(List.of("result StorageFailedException true true"), child("append"));
  }

  @Test
  void e4_aCompiledReadOfPagesThatAreGoneServesNothing() throws IOException, InterruptedException {
    assertEquals(List.of("result 0 100 true"), child("read"));
  }
}
