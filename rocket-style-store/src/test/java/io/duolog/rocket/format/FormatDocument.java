package io.duolog.rocket.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Immutable. A document of {@code docs/formats}: its dumps and its tables from a heading on. */
final class FormatDocument {
  private static final Path DOCUMENTS = Path.of("..", "docs", "formats");
  private static final Pattern DUMP_LINE = Pattern.compile("([0-9a-f]{8})  ((?:[0-9a-f]{2} ?){1,16})");
  private static final Pattern TABLE_LINE = Pattern.compile("\\| (\\d+) \\| (\\d+) \\| ([^|]+) \\|.*");

  private final List<String> lines;

  private FormatDocument(List<String> lines) {
    this.lines = lines;
  }

  static FormatDocument read(String name) throws IOException {
    return new FormatDocument(Files.readAllLines(DOCUMENTS.resolve(name)));
  }

  /** The dump that follows the line which contains {@code caption}. */
  byte[] dump(String caption) {
    StringBuilder digits = new StringBuilder();
    for (String line : after(caption)) {
      Matcher dump = DUMP_LINE.matcher(line);
      if (dump.matches()) {
        if (Integer.parseInt(dump.group(1), 16) != digits.length() / 2) {
          throw new AssertionError("wrong position: " + line);
        }
        digits.append(dump.group(2).replace(" ", ""));
      } else if (!digits.isEmpty()) {
        break;
      }
    }
    return HexFormat.of().parseHex(digits);
  }

  /** The end of the last row of the table that follows the line which contains {@code caption}; rows have no gaps. */
  int tableEnd(String caption) {
    int next = 0;
    boolean hasBegun = false;
    for (String line : after(caption)) {
      Matcher row = TABLE_LINE.matcher(line);
      if (row.matches()) {
        if (Integer.parseInt(row.group(1)) != next) {
          throw new AssertionError("gap or overlap before: " + line);
        }
        next += Integer.parseInt(row.group(2));
        hasBegun = true;
      } else if (hasBegun) {
        break;
      }
    }
    return next;
  }

  private List<String> after(String caption) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(caption)) {
        return new ArrayList<>(lines.subList(i + 1, lines.size()));
      }
    }
    throw new AssertionError("no line contains " + caption);
  }
}
