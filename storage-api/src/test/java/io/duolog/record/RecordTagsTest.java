package io.duolog.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordTagsTest {

  private final RecordTags tags = new RecordTags();

  private static RecordBatch batch(Compression compression, RecordHeader... headers) {
    RecordBatchBuilder builder = new RecordBatchBuilder().compression(compression);
    for (RecordHeader header : headers) {
      builder.append(1, null, new byte[10], List.of(header));
    }
    return new RecordBatch().wrap(builder.append(1, null, new byte[10]).build(), 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "GZIP"})
  void l4_theBloomHasTheBitsOfEveryTagAndNoOther(Compression compression) {
    RecordBatch batch = batch(compression, RecordHeader.of("TAGS", "red"), RecordHeader.of("tags", "green"),
        RecordHeader.of("TAGS", "blue"), RecordHeader.of("KEYS", "black"));
    assertEquals(RecordTags.bloomOf("red") | RecordTags.bloomOf("blue"), tags.bloomOf(batch));
  }

  @Test
  void l4_noTagIsZero() {
    assertEquals(0, tags.bloomOf(batch(Compression.NONE)));
    assertEquals(0, tags.bloomOf(batch(Compression.GZIP)));
    assertEquals(0, tags.bloomOf(batch(Compression.NONE, new RecordHeader("TAGS", null))));
    assertNotEquals(0, tags.bloomOf(batch(Compression.NONE, RecordHeader.of("TAGS", ""))));
  }

  @Test
  void l4_whatCannotBeDecodedMayHoldAnyTag() {
    ByteBuffer damaged = batch(Compression.GZIP, RecordHeader.of("TAGS", "red")).buffer();
    damaged.put(RecordBatchLayout.RECORDS_AT, (byte) 0);
    assertEquals(RecordTags.ANY, tags.bloomOf(new RecordBatch().wrap(damaged, 0)));
  }

  @Test
  void l4_tagsAreSpreadOverTheBits() {
    long all = 0;
    int bits = 0;
    for (int i = 0; i < 1_000; i++) {
      long bloom = RecordTags.bloomOf("tag-" + i);
      all |= bloom;
      bits += Long.bitCount(bloom);
    }
    assertEquals(RecordTags.ANY, all);
    assertEquals(1_974, bits, "of 2,000: the others set one bit twice");
  }
}
