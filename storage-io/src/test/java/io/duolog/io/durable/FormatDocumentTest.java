package io.duolog.io.durable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.document.FormatPage;
import io.duolog.io.file.SystemDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked examples of the format documents are what the code writes and reads. */
class FormatDocumentTest {
  private static final long IDENTITY = 0x1122334455667788L;

  @TempDir Path directory;
  private final SystemDisk disk = new SystemDisk();

  @Test
  void theTablesHaveTheSizesOfTheLayouts() {
    assertEquals(40, FormatPage.read("checkpoint.md").tableEnd("## Container"));
    assertEquals(40, CheckpointLayout.PAYLOAD);
    assertEquals(40, FormatPage.read("catalogue.md").tableEnd("field of the file header"));
    assertEquals(40, JournalLayout.ENTRIES);
    assertEquals(24, FormatPage.read("catalogue.md").tableEnd("field of an entry"));
    assertEquals(24, JournalLayout.PAYLOAD);
  }

  @Test
  void theCheckpointExampleIsReadAndWrittenAsDocumented() throws IOException {
    byte[] example = FormatPage.read("checkpoint.md").dump("## Container");
    Path file = Files.write(directory.resolve("checkpoint"), example);
    FileStamp stamp = new FileStamp(magic("DUOCKPT1"), 1, IDENTITY);
    Checkpoint found = new CheckpointFile(disk, file, stamp).read().orElseThrow();
    assertEquals("durable", StandardCharsets.US_ASCII.decode(found.payload().duplicate()).toString());
    assertEquals(7, found.sequence());
    assertEquals(IDENTITY, found.identity());
    assertArrayEquals(example, CheckpointLayout.encode(stamp, 7, found.payload()).array());
  }

  @Test
  void theCatalogueExampleIsReadAndWrittenAsDocumented() throws IOException {
    byte[] example = FormatPage.read("catalogue.md").dump("## Container");
    Path file = Files.write(directory.resolve("read"), example);
    assertEquals(List.of("1.0:a", "1.0:bcdefghi!", "2.1:"), Journals.contents(disk, file, 2));
    Path written = directory.resolve("written");
    try (Journal journal = Journal.create(disk, written, Journals.STAMP)) {
      journal.append(Journals.step("a", "bcdefghi!"));
      journal.append(List.of(new JournalEntry(2, 1, Journals.bytes(""))));
    }
    assertTrue(example.length > JournalLayout.ENTRIES);
    assertArrayEquals(example, Files.readAllBytes(written));
  }

  private static long magic(String text) {
    return Journals.bytes(text).getLong();
  }
}
