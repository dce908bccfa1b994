package io.duolog.bench.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.bench.load.GroupSizes;
import io.duolog.bench.load.RunSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  private static final Path DIRECTORY = Path.of("own");

  @Test
  void runIsReadAsItWasAskedFor() {
    String[] words = Protocol.run("append-synced-1t", 2, 0.45, 1000, GroupSizes.NONE).split(" ");
    RunSpec spec = Protocol.spec(words, DIRECTORY, () -> {});
    assertEquals(DIRECTORY.resolve("append-synced-1t"), spec.directory());
    assertEquals(2, spec.seconds());
    assertEquals(0.45, spec.warmUpSeconds());
    assertEquals(1000, spec.capBytes());
    assertTrue(Protocol.groups(words).isEmpty());
  }

  @Test
  void runThatReplaysGroupsCarriesThem() {
    String[] words = Protocol.run("msync-groups.some-engine", 0.4, 0.15, 1000, GroupSizes.of(31, 33)).split(" ");
    assertEquals(1000, Protocol.spec(words, DIRECTORY, () -> {}).capBytes());
    assertEquals("31,33", Protocol.groups(words).toString());
  }

  @Test
  void lineOfAnotherFormIsRefused() {
    String[] words = "run append-synced-1t 2 0.45".split(" ");
    assertThrows(IllegalArgumentException.class, () -> Protocol.spec(words, DIRECTORY, () -> {}));
  }
}
