package io.duolog.kafka.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.io.document.FormatPage;
import io.duolog.kafka.format.CatalogueEntry.PartitionCreated;
import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/formats} against the code that writes them. */
final class DocumentedFormatsTest {
  private static final UUID TOPIC_ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final PartitionCreated CREATED =
      new PartitionCreated(
          5, new PartitionSpec(new PartitionIdentity(TOPIC_ID, 3), new TopicPartition("orders", 3)));
  private static final SegmentSealed SEALED =
      new SegmentSealed(
          5,
          1000,
          1500,
          16_000,
          new LargestTimestamp(1_700_000_000_123L, 1499),
          1_700_000_000_456L,
          new IndexMark(3, 0x01020304),
          new IndexMark(2, 0x05060708));
  private static final StoreCheckpoint CHECKPOINT =
      new StoreCheckpoint(
          true,
          6,
          9,
          new TextHashes(0x1111111111111111L, 0x2222222222222222L),
          new TextHashes(0x3333333333333333L, 0x4444444444444444L),
          new TextHashes(0x5555555555555555L, 0x6666666666666666L),
          List.of(
              new PartitionCheckpoint(
                  5,
                  0,
                  0,
                  1700,
                  1600,
                  7,
                  new ActiveMark(
                      1500,
                      8192,
                      new IndexMark(1, 0x0a0b0c0d),
                      new IndexMark(1, 0x0e0f1011),
                      new LargestTimestamp(1_700_000_000_999L, 1699),
                      1_700_000_001_000L),
                  List.of(new EpochStart(4, 0), new EpochStart(7, 1200)))));

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }

  private static void assertContiguous(List<FormatPage.Field> fields, int from, int end) {
    int next = from;
    for (FormatPage.Field field : fields) {
      assertEquals(next, field.position(), field.name());
      next += field.size();
    }
    assertEquals(end, next);
  }

  @Test
  void theCheckpointIsAsDocumented() throws MalformedContentException {
    FormatPage page = FormatPage.section("checkpoint.md", "## kafka-style payload");
    List<FormatPage.Field> fields = page.fields();
    int partition = fields.indexOf(new FormatPage.Field(0, 8, "incarnation"));
    int epoch = fields.indexOf(new FormatPage.Field(0, 4, "epoch"));
    assertContiguous(fields.subList(0, partition), 0, 80);
    assertContiguous(fields.subList(partition, epoch), 0, 104);
    assertContiguous(fields.subList(epoch, fields.size()), 0, 12);
    assertEquals(80, CheckpointPayload.HEADER_BYTES);
    assertEquals(104, CheckpointPayload.PARTITION_BYTES);
    assertEquals(12, CheckpointPayload.EPOCH_BYTES);
    assertEquals(page.dumps(), List.of(hex(CheckpointPayload.encode(CHECKPOINT))));
    assertEquals(
        CHECKPOINT, CheckpointPayload.decode(ByteBuffer.wrap(FormatPage.bytes(page.dumps().getFirst()))));
  }

  @Test
  void aCutCheckpointIsRefusedAtEveryLength() {
    ByteBuffer whole = CheckpointPayload.encode(CHECKPOINT);
    for (int length = 0; length < whole.remaining(); length++) {
      ByteBuffer cut = whole.slice(0, length);
      assertThrows(MalformedContentException.class, () -> CheckpointPayload.decode(cut));
    }
  }

  @Test
  void theCatalogueIsAsDocumented() throws MalformedContentException {
    FormatPage page = FormatPage.section("catalogue.md", "## kafka-style entries");
    List<FormatPage.Field> fields = page.fields();
    int sealed = fields.lastIndexOf(new FormatPage.Field(0, 8, "incarnation"));
    assertContiguous(fields.subList(0, sealed), 0, 30);
    assertContiguous(fields.subList(sealed, fields.size()), 0, 72);
    assertEquals(List.of(hex(CREATED.encode()), hex(SEALED.encode())), page.dumps());
    assertEquals(
        CREATED, CatalogueEntry.decode(1, 1, ByteBuffer.wrap(FormatPage.bytes(page.dumps().getFirst()))));
    assertEquals(
        SEALED, CatalogueEntry.decode(2, 1, ByteBuffer.wrap(FormatPage.bytes(page.dumps().getLast()))));
    assertThrows(MalformedContentException.class, () -> CatalogueEntry.decode(9, 1, CREATED.encode()));
    assertThrows(MalformedContentException.class, () -> CatalogueEntry.decode(1, 2, CREATED.encode()));
    assertThrows(
        MalformedContentException.class, () -> CatalogueEntry.decode(2, 1, SEALED.encode().slice(0, 71)));
  }

  @Test
  void indexEntriesAreAsDocumented() {
    FormatPage offsets = FormatPage.section("kafka-style-directory.md", "### Offset index");
    assertContiguous(offsets.fields(), 0, 8);
    assertEquals(8, OffsetIndexLayout.ENTRY_BYTES);
    assertEquals(4096, OffsetIndexLayout.INTERVAL_BYTES);
    ByteBuffer entries =
        ByteBuffer.allocate(16)
            .putLong(OffsetIndexLayout.entry(9, 4940))
            .putLong(OffsetIndexLayout.entry(0x01020304, Integer.MAX_VALUE));
    assertEquals(List.of(hex(entries.flip())), offsets.dumps());
    assertEquals(0x01020304, OffsetIndexLayout.relativeOffset(entries.getLong(8)));
    assertEquals(Integer.MAX_VALUE, OffsetIndexLayout.position(entries.getLong(8)));
    FormatPage times = FormatPage.section("kafka-style-directory.md", "### Time index");
    assertContiguous(times.fields(), 0, 12);
    assertEquals(12, TimeIndexLayout.ENTRY_BYTES);
    assertEquals(0, TimeIndexLayout.TIMESTAMP_AT);
    assertEquals(8, TimeIndexLayout.RELATIVE_OFFSET_AT);
    assertEquals(
        List.of(hex(ByteBuffer.allocate(12).putLong(1_700_000_000_123L).putInt(9).flip())), times.dumps());
  }

  @Test
  void textFilesAreAsDocumented() throws MalformedContentException {
    FormatPage page = FormatPage.section("kafka-style-directory.md", "## Text files");
    List<String> texts = page.texts();
    TreeMap<TopicPartition, Long> offsets =
        new TreeMap<>(Map.of(new TopicPartition("orders", 3), 1700L, new TopicPartition("audit", 0), 12L));
    List<EpochStart> epochs = List.of(new EpochStart(4, 0), new EpochStart(7, 1200));
    assertText(texts.get(0) + "\n", OffsetCheckpointText.encode(offsets));
    assertText(texts.get(1) + "\n", EpochCheckpointText.encode(epochs));
    assertText(texts.get(2), PartitionMetadataText.encode(TOPIC_ID));
    assertText(texts.get(3) + "\n", MetaPropertiesText.encode(TOPIC_ID));
    assertText(texts.get(4), CleanShutdownText.encode(0x1122334455667788L));
    assertEquals(offsets, OffsetCheckpointText.decode(OffsetCheckpointText.encode(offsets)));
    assertEquals(epochs, EpochCheckpointText.decode(EpochCheckpointText.encode(epochs)));
    assertEquals(TOPIC_ID, PartitionMetadataText.decode(PartitionMetadataText.encode(TOPIC_ID)));
  }

  private static void assertText(String expected, byte[] actual) {
    assertEquals(expected, new String(actual, StandardCharsets.UTF_8));
  }

  @Test
  void malformedTextsAreRefusedAndEmptyOnesAreEmpty() throws MalformedContentException {
    assertEquals(Map.of(), OffsetCheckpointText.decode(new byte[0]));
    for (String text : List.of("1\n0\n", "0\nx\n", "0\n1\n", "0\n1\na 1\n", "0\n1\na 1 x\n", "0\n0\na 1 2\n")) {
      assertThrows(
          MalformedContentException.class,
          () -> OffsetCheckpointText.decode(text.getBytes(StandardCharsets.UTF_8)),
          text);
    }
    assertThrows(MalformedContentException.class, () -> PartitionMetadataText.decode(new byte[3]));
    assertThrows(MalformedContentException.class, () -> TopicIdText.decode("AAAA"));
  }

  @Test
  void segmentNamesHaveTwentyDigits() {
    assertEquals("00000000000000000042.log", SegmentName.log(42));
    assertEquals("09223372036854775807.timeindex", SegmentName.timeIndex(Long.MAX_VALUE));
    assertEquals(42, SegmentName.baseOffsetOfLog("00000000000000000042.log").orElseThrow());
    for (String name : List.of("42.log", "00000000000000000042.index", "0000000000000000004x.log", "checkpoint")) {
      assertEquals(OptionalLong.empty(), SegmentName.baseOffsetOfLog(name));
    }
  }

  @Test
  void hashesAdmitTheOldAndTheNewContent() {
    byte[] old = {1};
    byte[] now = {2};
    TextHashes hashes = TextHashes.NONE.replacedBy(old).settled().replacedBy(now);
    assertArrayEquals(
        new boolean[] {true, true, false},
        new boolean[] {hashes.admit(old), hashes.admit(now), hashes.admit(new byte[0])});
  }
}
