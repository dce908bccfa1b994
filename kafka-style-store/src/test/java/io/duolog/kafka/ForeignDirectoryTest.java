package io.duolog.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.storage.AppendOptions;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.UnsupportedFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who else wrote to a directory (rule F3), and what a missing or damaged file of Kafka's does (rule C4). */
final class ForeignDirectoryTest {
  private static final List<String> TEXTS =
      List.of(
          "recovery-point-offset-checkpoint", "log-start-offset-checkpoint", "replication-offset-checkpoint");

  @TempDir Path temporary;
  private Path store = Path.of("");

  @BeforeEach
  void closeAStore() {
    store = temporary.resolve("store");
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().create(TestStore.spec("orders", 0));
      for (int i = 0; i < 80; i++) {
        log.append(Batches.of(1, i, 500), AppendOptions.BUFFERED);
      }
      log.advanceHighWatermark(70);
    }
  }

  private static void assertRefused(Path store) throws IOException {
    List<String> before = contents(store);
    UnsupportedFormatException refused =
        assertThrows(UnsupportedFormatException.class, () -> TestStore.open(store));
    assertTrue(String.valueOf(refused.getMessage()).contains("adopt=true"), refused::getMessage);
    assertEquals(before, contents(store), "nothing was changed");
  }

  private static List<String> contents(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files
          .sorted()
          .map(file -> file + " " + (Files.isDirectory(file) ? 0 : TestStore.size(file)))
          .toList();
    }
  }

  private void assertOpens() {
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog log = engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
      assertEquals(80, TestStore.baseOffsets(log, 0, 5000).size());
      assertEquals(70, log.offsets().highWatermark());
      assertEquals(RecoveryReport.Kind.CLEAN, engine.recoveryReport().kind());
    }
  }

  @Test
  void F3_aMissingMarkerMeansThatSomebodyElseOpenedIt() throws IOException {
    Files.delete(store.resolve(".kafka_cleanshutdown"));
    assertRefused(store);
  }

  @Test
  void F3_KafkasMarkerIsNotOurs() throws IOException {
    Files.writeString(store.resolve(".kafka_cleanshutdown"), "{\"version\":0,\"brokerEpoch\":12}");
    assertRefused(store);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void F3_aTextThatSomebodyElseWroteIsNoticed(int which) throws IOException {
    Files.writeString(store.resolve(TEXTS.get(which)), "0\n1\norders 0 17\n");
    assertRefused(store);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void C4_aMissingOrMalformedTextIsWrittenAnew(int which) throws IOException {
    Path text = store.resolve(TEXTS.get(which));
    byte[] content = Files.readAllBytes(text);
    Files.delete(text);
    assertOpens();
    assertEquals(new String(content, StandardCharsets.UTF_8), Files.readString(text));
    Files.writeString(text, "0\n7\n");
    assertOpens();
    assertEquals(new String(content, StandardCharsets.UTF_8), Files.readString(text));
  }

  @Test
  void F3_aPartitionThatTheCatalogueDoesNotHaveIsNotOurs() throws IOException {
    Files.createDirectory(store.resolve("others-3"));
    assertRefused(store);
  }

  @Test
  void P1_anUnfinishedPartitionGoesAndItsNameIsFree() throws IOException {
    Path unfinished = Files.createDirectory(store.resolve("late-0.00ff-delete"));
    Files.createFile(unfinished.resolve("00000000000000000000.log"));
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      assertTrue(Files.notExists(unfinished));
      assertEquals(1, engine.partitions().list().size());
      engine.partitions().create(TestStore.spec("late", 0));
    }
  }

  @Test
  void P1_anEmptyPartitionWhoseFilesAreLostIsMadeAgain() throws IOException {
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      engine.partitions().create(TestStore.spec("empty", 0));
    }
    try (Stream<Path> files = Files.list(store.resolve("empty-0"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (KafkaStyleEngine engine = TestStore.open(store)) {
      PartitionLog empty = engine.partitions().find(TestStore.spec("empty", 0).name()).orElseThrow();
      assertEquals(0, empty.append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void F3_aSealedSegmentThatGrewIsNotOurs(boolean isCrash) throws IOException {
    Path found = store;
    if (isCrash) {
      found = temporary.resolve("crashed");
      try (KafkaStyleEngine engine = TestStore.open(store)) {
        assertEquals(1, engine.partitions().list().size());
        TestStore.copy(store, found);
      }
    }
    Files.write(found.resolve("orders-0/00000000000000000000.log"), new byte[1], StandardOpenOption.APPEND);
    if (isCrash) {
      assertRefused(found);
    } else {
      try (KafkaStyleEngine engine = TestStore.open(found)) {
        PartitionLog log = engine.partitions().find(TestStore.spec("orders", 0).name()).orElseThrow();
        assertThrows(CorruptException.class, log::offsets);
        PartitionLog other = engine.partitions().create(TestStore.spec("others", 0));
        assertEquals(0, other.append(Batches.of(1, 0, 10), AppendOptions.SYNCED));
      }
    }
  }
}
