package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.rocket.log.WriteMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stack that ends in the middle of an append: in a child, as it may end in any class of the platform too. */
class StackOverflowTest {
  @TempDir Path area;

  /** Interpreted, so that a step of the dive is not larger than the frame of any method of an append. */
  @ParameterizedTest
  @EnumSource(WriteMode.class)
  void e2_anAppendThatEndsWithTheStackLetsNobodyWait(WriteMode mode) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xint",
            "-cp",
            System.getProperty("java.class.path"),
            OverflowingChild.class.getName(),
            mode.name().toLowerCase(Locale.ROOT),
            area.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    List<String> result = output.lines().filter(line -> line.startsWith("result ")).toList();
    assertEquals(List.of("result true 0"), result, output);
  }
}
