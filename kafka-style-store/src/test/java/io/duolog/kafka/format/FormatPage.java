package io.duolog.kafka.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Immutable. A section of a page of {@code docs/formats}, with its tables and hex dumps. */
final class FormatPage {
  private static final Pattern HEX = Pattern.compile("([0-9a-f]{8}) ((?: [0-9a-f]{2}){1,16})");
  private static final Pattern FIELD = Pattern.compile("\\| (\\d+) \\| (\\d*) ?\\| ([a-zA-Z ]+) \\|.*");

  private final List<String> lines;

  private FormatPage(List<String> lines) {
    this.lines = lines;
  }

  /** A row of a byte table; size 0 where the table names none. */
  record Field(int position, int size, String name) {}

  /** The part of a page from a heading to the next of the same or a higher level. */
  static FormatPage section(String page, String heading) {
    List<String> all = read(page);
    int from = all.indexOf(heading);
    if (from < 0) {
      throw new IllegalStateException("no heading \"" + heading + "\" in " + page);
    }
    int level = heading.indexOf(' ');
    int to = from + 1;
    while (to < all.size() && !isHeading(all.get(to), level)) {
      to++;
    }
    return new FormatPage(all.subList(from, to));
  }

  private static boolean isHeading(String line, int level) {
    int hashes = 0;
    while (hashes < line.length() && line.charAt(hashes) == '#') {
      hashes++;
    }
    return hashes > 0 && hashes <= level && line.startsWith(" ", hashes);
  }

  private static List<String> read(String page) {
    Path folder = Path.of("").toAbsolutePath();
    Path file = folder.resolve("docs/formats").resolve(page);
    for (Path above = folder.getParent(); above != null && !Files.exists(file); above = above.getParent()) {
      file = above.resolve("docs/formats").resolve(page);
    }
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tables' rows in their order. */
  List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    for (String line : lines) {
      Matcher m = FIELD.matcher(line);
      if (m.matches()) {
        int size = m.group(2).isEmpty() ? 0 : Integer.parseInt(m.group(2));
        fields.add(new Field(Integer.parseInt(m.group(1)), size, m.group(3)));
      }
    }
    return fields;
  }

  /** The hex dumps in their order, as digits. */
  List<String> dumps() {
    List<String> dumps = new ArrayList<>();
    StringBuilder digits = new StringBuilder();
    for (String line : lines) {
      Matcher m = HEX.matcher(line);
      if (m.matches()) {
        if (Integer.parseInt(m.group(1), 16) != digits.length() / 2) {
          throw new IllegalStateException("position of dump line is wrong: " + line);
        }
        digits.append(m.group(2).replace(" ", ""));
      } else if (!digits.isEmpty()) {
        dumps.add(digits.toString());
        digits.setLength(0);
      }
    }
    return dumps;
  }

  /** The fenced blocks that are no dumps, without the newline of their last line. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    List<String> block = null;
    for (String line : lines) {
      if (!line.startsWith("```")) {
        if (block != null) {
          block.add(line);
        }
      } else if (block == null) {
        block = new ArrayList<>();
      } else {
        if (block.isEmpty() || !HEX.matcher(block.getFirst()).matches()) {
          texts.add(String.join("\n", block));
        }
        block = null;
      }
    }
    return texts;
  }

  static byte[] bytes(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
