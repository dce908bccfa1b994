package io.duolog.bench.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadFileTest {
  @TempDir Path directory;

  private Path file(byte[] content) throws IOException {
    return Files.write(directory.resolve("payload"), content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertRefused(String reason, Path file) {
    Exception refusal = assertThrows(IllegalArgumentException.class, () -> PayloadFile.load(file));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(reason), message);
    assertTrue(message.contains(file.toString()), message);
  }

  @Test
  void eachLineIsARecordAndEmptyLinesAreNone() throws IOException {
    Payload payload = PayloadFile.load(file(bytes("one\n\nthree\r\n\r\nzwölf")));
    assertEquals(3, payload.values().size());
    assertArrayEquals(bytes("one"), payload.values().get(0));
    assertArrayEquals(bytes("three"), payload.values().get(1));
    assertArrayEquals(bytes("zwölf"), payload.values().get(2));
    assertEquals(new Payload.Source(directory.resolve("payload").toString(), 3, 14, 3, 5, 6), payload.source());
  }

  @Test
  void aLargeFileIsCountedInFullAndKeptInPart() throws IOException {
    int lines = PayloadFile.MOST_KEPT_RECORDS + 1000;
    Payload payload = PayloadFile.load(file(bytes("0123456789abcdef\n".repeat(lines))));
    assertEquals(lines, payload.source().records());
    assertEquals(16L * lines, payload.source().bytes());
    assertEquals(PayloadFile.MOST_KEPT_RECORDS, payload.values().size());
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    assertRefused("does not exist", directory.resolve("absent"));
    assertRefused("not a regular file", directory);
    assertRefused("is empty", file(new byte[0]));
    assertRefused("is empty", file(bytes("\n\r\n\n")));
    assertRefused("is binary", file(new byte[] {'a', '\n', 'b', 0, 'c'}));
    assertRefused("longer than", file(bytes("x".repeat(PayloadOptions.LARGEST_BYTES + 1))));
  }

  @Test
  void madeValuesHaveTheirSizeAndCompressibility() {
    Payload random = SizedPayload.make(1024, 0);
    Payload half = SizedPayload.make(1024, 0.5);
    assertEquals(1024, random.values().getFirst().length);
    assertTrue(random.deflateRatio() < 1.05, "ratio " + random.deflateRatio());
    assertTrue(half.deflateRatio() > 1.8 && half.deflateRatio() < 2.2, "ratio " + half.deflateRatio());
    assertThrows(IllegalArgumentException.class, () -> compressibility(1.5));
    assertThrows(IllegalArgumentException.class, () -> compressibility(Double.NaN));
  }

  private static PayloadOptions compressibility(double share) {
    return new PayloadOptions(1024, share, Optional.empty());
  }
}
