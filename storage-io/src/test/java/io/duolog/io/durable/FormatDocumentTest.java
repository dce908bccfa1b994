package io.duolog.io.durable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.file.SystemDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked examples of the format documents are what the code writes and reads. */
class FormatDocumentTest {
  private static final Path DOCUMENTS = Path.of("..", "docs", "formats");
  private static final Pattern DUMP_LINE = Pattern.compile("[0-9a-f]{8}  ([0-9a-f ]+)");
  private static final Pattern TABLE_LINE = Pattern.compile("\\| (\\d+) \\| (\\d*) \\| ([^|]+) \\|.*");
  private static final long IDENTITY = 0x1122334455667788L;

  @TempDir Path directory;
  private final SystemDisk disk = new SystemDisk();

  /** The first dump of a document; engines add theirs behind it. */
  private static byte[] dump(String document) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String line : Files.readAllLines(DOCUMENTS.resolve(document))) {
      Matcher dumpLine = DUMP_LINE.matcher(line);
      if (dumpLine.matches()) {
        bytes.writeBytes(HexFormat.ofDelimiter(" ").parseHex(dumpLine.group(1).strip()));
      } else if (bytes.size() > 0) {
        break;
      }
    }
    return bytes.toByteArray();
  }

  /** Checks that each row of a table begins where the one before ends; returns the end of the last. */
  private static int tableEnd(String document, String firstField, String lastField) throws IOException {
    int next = -1;
    for (String line : Files.readAllLines(DOCUMENTS.resolve(document))) {
      Matcher row = TABLE_LINE.matcher(line);
      if (row.matches() && (next >= 0 || row.group(3).strip().equals(firstField))) {
        int position = Integer.parseInt(row.group(1));
        assertEquals(Math.max(next, 0), position, line);
        next = position + Integer.parseInt(row.group(2));
        if (row.group(3).strip().equals(lastField)) {
          return next;
        }
      }
    }
    throw new AssertionError("no table from " + firstField + " to " + lastField);
  }

  @Test
  void theTablesHaveTheSizesOfTheLayouts() throws IOException {
    assertEquals(40, tableEnd("checkpoint.md", "magic", "header CRC"));
    assertEquals(40, CheckpointLayout.PAYLOAD);
    assertEquals(40, tableEnd("catalogue.md", "magic", "header CRC"));
    assertEquals(40, JournalLayout.ENTRIES);
    assertEquals(24, tableEnd("catalogue.md", "CRC", "index"));
    assertEquals(24, JournalLayout.PAYLOAD);
  }

  @Test
  void theCheckpointExampleIsReadAndWrittenAsDocumented() throws IOException {
    byte[] example = dump("checkpoint.md");
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
    byte[] example = dump("catalogue.md");
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
