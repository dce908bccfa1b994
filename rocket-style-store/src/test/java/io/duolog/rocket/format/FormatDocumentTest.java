package io.duolog.rocket.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.document.FormatPage;
import io.duolog.rocket.format.CatalogueEntries.FileSealed;
import io.duolog.rocket.format.CatalogueEntries.PageSealed;
import io.duolog.rocket.format.CatalogueEntries.PartitionCreated;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The documents say what the layout classes do: totals, and every worked example byte by byte. */
class FormatDocumentTest {
  @Test
  void theTablesHaveTheSizesOfTheLayouts() {
    assertEquals(80, FormatPage.read("commitlog-frame.md").tableEnd("## Layout"));
    assertEquals(80, FrameLayout.HEADER_SIZE_BYTES);
    assertEquals(64, FrameLayout.RESERVATION_SIZE_BYTES);
    assertEquals(141, FrameLayout.IMAGE_SIZE_BYTES);
    FormatPage queue = FormatPage.read("queue-entry.md");
    assertEquals(16, queue.tableEnd("of a page"));
    assertEquals(16, QueueLayout.PAGE_HEADER_BYTES);
    assertEquals(40, queue.tableEnd("of an entry"));
    assertEquals(40, QueueLayout.ENTRY_SIZE_BYTES);
    assertEquals(102, QueueLayout.ENTRIES_PER_PAGE);
    assertEquals(4096, QueueLayout.entryAt(QueueLayout.ENTRIES_PER_PAGE));
    FormatPage checkpoint = FormatPage.read("checkpoint.md");
    assertEquals(48, checkpoint.tableEnd("rocket-style payload, before the partitions"));
    assertEquals(48, CheckpointPayload.HEADER_SIZE_BYTES);
    assertEquals(96, checkpoint.tableEnd("rocket-style payload, each partition"));
    assertEquals(96, CheckpointPayload.PARTITION_SIZE_BYTES);
    FormatPage catalogue = FormatPage.read("catalogue.md");
    assertEquals(44, catalogue.tableEnd("rocket-style, pages sealed"));
    assertEquals(44, CatalogueEntries.PAGE_SEALED_BYTES);
    assertEquals(24, catalogue.tableEnd("rocket-style, file sealed"));
  }

  @Test
  void theFrameExampleIsWrittenAndCheckedAsDocumented() {
    byte[] example = FormatPage.read("commitlog-frame.md").dump("A published frame");
    assertArrayEquals(FormatExamples.frame(), example);
    FrameImage image = new FrameImage().load(ByteBuffer.wrap(example), 0);
    assertTrue(image.isPublished());
    assertTrue(image.hasValidReservation());
    assertTrue(image.hasValidFrame());
    assertEquals(FormatExamples.POSITION, image.position());
    assertEquals(FormatExamples.BASE_OFFSET, image.baseOffset());
    assertEquals(FormatExamples.GENERATION, image.generation());
    assertEquals(7, image.incarnation());
    assertEquals(1, image.recordCount());
  }

  @Test
  void theReservationExampleIsWrittenAndCheckedAsDocumented() {
    byte[] example = FormatPage.read("commitlog-frame.md").dump("The same frame while");
    assertArrayEquals(FormatExamples.reservation(), example);
    FrameImage image = new FrameImage().load(ByteBuffer.wrap(example), 0);
    assertFalse(image.isPublished());
    assertTrue(image.hasValidReservation());
  }

  @Test
  void theQueueExampleIsWrittenAsDocumented() {
    assertArrayEquals(FormatExamples.page(), FormatPage.read("queue-entry.md").dump("first entry"));
  }

  @Test
  void theCheckpointExampleIsReadAndWrittenAsDocumented() {
    byte[] example = FormatPage.read("checkpoint.md").dump("A rocket-style payload");
    CheckpointPayload payload = FormatExamples.checkpoint();
    assertArrayEquals(FormatExamples.bytes(payload.encode()), example);
    assertEquals(payload, CheckpointPayload.decode(ByteBuffer.wrap(example)));
  }

  @Test
  void theCatalogueExamplesAreReadAndWrittenAsDocumented() {
    FormatPage document = FormatPage.read("catalogue.md");
    byte[] created = document.dump("A rocket-style partition created");
    assertArrayEquals(FormatExamples.bytes(FormatExamples.created().encode()), created);
    assertEquals(FormatExamples.created(), PartitionCreated.decode(ByteBuffer.wrap(created)));
    byte[] pages = document.dump("A rocket-style pages sealed");
    assertArrayEquals(FormatExamples.pagesSealed(), pages);
    assertEquals(FormatExamples.pageSealed(), PageSealed.decode(ByteBuffer.wrap(pages)));
    byte[] file = document.dump("A rocket-style file sealed");
    assertArrayEquals(FormatExamples.bytes(FormatExamples.fileSealed().encode()), file);
    assertEquals(FormatExamples.fileSealed(), FileSealed.decode(ByteBuffer.wrap(file)));
  }
}
