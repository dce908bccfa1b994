package io.duolog.io.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of {@code docs/formats}, or a part of one, with its tables and hex dumps. Immutable. */
public final class FormatPage {
  private static final Pattern HEX = Pattern.compile("([0-9a-f]{8}) ((?: [0-9a-f]{2}){1,16})");
  private static final Pattern FIELD = Pattern.compile("\\| (\\d+) \\| (\\d*) ?\\| ([^|]+) \\|.*");

  private final List<String> lines;

  private FormatPage(List<String> lines) {
    this.lines = lines;
  }

  /**
   * A row of a byte table. Immutable.
   *
   * @param position of the first byte
   * @param size in bytes; 0 where the table names none
   * @param name as the table has it
   */
  public record Field(int position, int size, String name) {}

  /** A whole page, by its file name. */
  public static FormatPage read(String page) {
    return new FormatPage(linesOf(page));
  }

  /** The part of a page from a heading to the next of the same or a higher level. */
  public static FormatPage section(String page, String heading) {
    List<String> all = linesOf(page);
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

  private static List<String> linesOf(String page) {
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
  public List<Field> fields() {
    return lines.stream().map(FormatPage::field).flatMap(Optional::stream).toList();
  }

  private static Optional<Field> field(String line) {
    Matcher m = FIELD.matcher(line);
    if (!m.matches()) {
      return Optional.empty();
    }
    int size = m.group(2).isEmpty() ? 0 : Integer.parseInt(m.group(2));
    return Optional.of(new Field(Integer.parseInt(m.group(1)), size, m.group(3)));
  }

  /**
   * Where the last row of the table ends that follows the line with {@code caption}.
   *
   * @throws AssertionError if a row does not begin where the one before it ends
   */
  public int tableEnd(String caption) {
    int end = 0;
    boolean hasBegun = false;
    for (String line : after(caption)) {
      Optional<Field> row = field(line);
      if (row.isPresent()) {
        if (row.get().position() != end) {
          throw new AssertionError("gap or overlap before: " + line);
        }
        end += row.get().size();
        hasBegun = true;
      } else if (hasBegun) {
        break;
      }
    }
    return end;
  }

  /** The bytes of the dump that follows the line with {@code caption}. */
  public byte[] dump(String caption) {
    return bytes(new FormatPage(after(caption)).dumps().getFirst());
  }

  private List<String> after(String caption) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(caption)) {
        return lines.subList(i + 1, lines.size());
      }
    }
    throw new AssertionError("no line contains " + caption);
  }

  /** The hex dumps in their order, as digits. */
  public List<String> dumps() {
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
    if (!digits.isEmpty()) {
      dumps.add(digits.toString());
    }
    return dumps;
  }

  /** The fenced blocks that are no dumps, without the newline of their last line. */
  public List<String> texts() {
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

  /** The bytes of a dump. */
  public static byte[] bytes(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
