package io.duolog.kafka.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.io.faults.DiskOperation;
import io.duolog.io.faults.FailingDisk;
import io.duolog.io.file.SystemDisk;
import io.duolog.storage.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointKeeperTest {
  private static final CheckpointKeeper.Content CONTENT = new CheckpointKeeper.Content(false, 1, 0, List.of());

  @TempDir Path directory;
  private final FailingDisk disk = new FailingDisk(new SystemDisk());

  private static CheckpointKeeper.Texts texts(long offset) {
    SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
    offsets.put(new TopicPartition("orders", 0), offset);
    return new CheckpointKeeper.Texts(offsets, offsets, offsets);
  }

  private void assertNothingForeign() throws IOException {
    CheckpointKeeper again = new CheckpointKeeper(new SystemDisk(), directory);
    assertEquals(1, again.read().orElseThrow().identity());
    assertEquals(Optional.empty(), again.foreignText());
  }

  @Test
  void F3_replacementsThatFailDoNotMakeOurTextsForeign() throws IOException {
    CheckpointKeeper keeper = new CheckpointKeeper(disk, directory);
    keeper.identify(1);
    keeper.writeWithTexts(CONTENT, texts(1));
    for (DiskOperation failing : List.of(DiskOperation.RENAME, DiskOperation.FORCE_DIRECTORY)) {
      for (int attempt = 2; attempt <= 4; attempt++) {
        long offset = attempt;
        disk.failAll(
            call -> call.operation() == failing && !call.fileName().startsWith("checkpoint"),
            FailingDisk::inputOutputError);
        assertThrows(IOException.class, () -> keeper.writeWithTexts(CONTENT, texts(offset)));
        disk.heal();
        assertNothingForeign();
      }
    }
    keeper.writeWithTexts(CONTENT, texts(9));
    assertNothingForeign();
  }

  @Test
  void F3_aTextThatSomebodyElseWroteIsForeign() throws IOException {
    CheckpointKeeper keeper = new CheckpointKeeper(disk, directory);
    keeper.identify(1);
    keeper.writeWithTexts(CONTENT, texts(1));
    keeper.writeWithTexts(CONTENT, texts(2));
    Path text = directory.resolve("recovery-point-offset-checkpoint");
    Files.writeString(text, "0\n1\norders 0 7\n");
    CheckpointKeeper again = new CheckpointKeeper(disk, directory);
    assertEquals(1, again.read().orElseThrow().identity());
    assertEquals(Optional.of(text), again.foreignText());
  }
}
