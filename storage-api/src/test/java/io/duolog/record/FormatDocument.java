package io.duolog.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Immutable. {@code docs/formats/record-batch.md}, the authority on the format, as tables and byte strings. */
final class FormatDocument {

  private static final Path NAME = Path.of("docs", "formats", "record-batch.md");
  private static final Pattern FIELD = Pattern.compile("\\| (\\d+) \\| (\\d*) ?\\| ([a-z ]+) \\|.*");
  private static final Pattern HEX = Pattern.compile("([0-9a-f]{8}) ((?: [0-9a-f]{2}){1,16})");
  private static final Pattern BLOOM = Pattern.compile("\\| (?:`(\\w+)`|\\(empty\\)) \\| `([0-9a-f]{16})` \\|");

  record Field(int position, int size) {}

  private final List<String> lines;

  private FormatDocument(List<String> lines) {
    this.lines = lines;
  }

  /** Finds the document from the repository's root: {@code -Dduolog.root}, or the nearest folder above that has it. */
  static FormatDocument load() {
    String root = System.getProperty("duolog.root");
    Path folder = Path.of(root == null ? "" : root).toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(NAME))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException(NAME + " is in no folder above " + Path.of("").toAbsolutePath());
    }
    try {
      return new FormatDocument(Files.readAllLines(folder.resolve(NAME)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Name to position and size (0 where the table has none), in the table's order. */
  Map<String, Field> header() {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher m = FIELD.matcher(line);
      if (m.matches()) {
        int size = m.group(2).isEmpty() ? 0 : Integer.parseInt(m.group(2));
        fields.put(m.group(3), new Field(Integer.parseInt(m.group(1)), size));
      }
    }
    return fields;
  }

  /** The hex dumps in their order. */
  List<ByteBuffer> dumps() {
    List<ByteBuffer> dumps = new ArrayList<>();
    StringBuilder digits = new StringBuilder();
    for (String line : lines) {
      Matcher m = HEX.matcher(line);
      if (m.matches()) {
        if (Integer.parseInt(m.group(1), 16) != digits.length() / 2) {
          throw new IllegalStateException("position of dump line is wrong: " + line);
        }
        digits.append(m.group(2).replace(" ", ""));
      } else if (!digits.isEmpty()) {
        dumps.add(ByteBuffer.wrap(HexFormat.of().parseHex(digits)));
        digits.setLength(0);
      }
    }
    return dumps;
  }

  /** Tag to bloom. */
  Map<String, Long> blooms() {
    Map<String, Long> blooms = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher m = BLOOM.matcher(line);
      if (m.matches()) {
        blooms.put(m.group(1) == null ? "" : m.group(1), Long.parseUnsignedLong(m.group(2), 16));
      }
    }
    return blooms;
  }

  /** The reasons that the table of checks names. */
  List<String> reasons() {
    return lines.stream().filter(l -> l.startsWith("| ") && l.matches(".*\\| `[A-Z_]+` \\|"))
        .map(l -> l.replaceAll(".*`([A-Z_]+)` \\|", "$1")).distinct().toList();
  }
}
