package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiled code delivers a fault of a mapped page late, and a checksum over one kills the process: in a child. */
class CompiledFaultTest {
  private static final String[] INLINED = {
    "-XX:CompileCommand=quiet",
    "-XX:CompileCommand=inline,io.duolog.rocket.append.Appender::copy",
    "-XX:CompileCommand=inline,io.duolog.rocket.append.Appender::publish",
    "-XX:CompileCommand=inline,io.duolog.rocket.append.MappedWriter::*",
    "-XX:CompileCommand=inline,io.duolog.rocket.append.PendingBatch::*"
  };

  @TempDir Path area;

  private List<String> child(String what, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-BackgroundCompilation"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), FaultingChild.class.getName()));
    command.addAll(List.of(what, area.resolve("store").toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().filter(line -> line.startsWith("result ")).toList();
  }

  @Test
  void e4_aCompiledAppendIntoPagesThatAreGoneFailsTheStoreAndPublishesNothing()
      throws IOException, InterruptedException {
    assertEquals(List.of("result StorageFailedException true true"), child("append"));
  }

  /**
   * Without the call that delivers the fault the frame of the lost copy is published, if the compiler puts copy and
   * publication into one method; else the return from the one delivers it, as it happens. So they are put together.
   */
  @Test
  void e4_aCompiledAppendWhoseCopyIsLostLeavesItsFrameReserved() throws IOException, InterruptedException {
    int length = TestStore.batch("x".repeat(3800)).readableBytes() + 80;
    assertEquals(List.of("result StorageFailedException " + length + " false false"), child("tear", INLINED));
  }

  @Test
  void e4_aCompiledReadOfPagesThatAreGoneServesNothing() throws IOException, InterruptedException {
    assertEquals(List.of("result 0 100 true"), child("read"));
  }
}
