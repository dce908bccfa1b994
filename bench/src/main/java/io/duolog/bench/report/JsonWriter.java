package io.duolog.bench.report;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a tree of maps, collections, strings, numbers, booleans and optionals as JSON, indented by two. Stateless. A
 * number that JSON does not have is an error, and not a null that a reader would stumble over later.
 */
final class JsonWriter {
  private JsonWriter() {}

  /**
   * The text of a tree.
   *
   * @throws IllegalArgumentException if a value is of another type, not a number, or infinite
   */
  static String write(Object tree) {
    StringBuilder out = new StringBuilder();
    write(tree, out, 0);
    return out.append('\n').toString();
  }

  private static void write(Object value, StringBuilder out, int depth) {
    switch (value) {
      case Map<?, ?> map -> writeMap(map, out, depth);
      case Collection<?> list -> writeList(list, out, depth);
      case Optional<?> optional -> {
        if (optional.isPresent()) {
          write(optional.get(), out, depth);
        } else {
          out.append("null");
        }
      }
      case String text -> quote(text, out);
      case Boolean truth -> out.append(truth);
      case Integer number -> out.append(number);
      case Long number -> out.append(number);
      case Double number -> out.append(number(number));
      default -> throw new IllegalArgumentException("JSON has no form of " + value.getClass().getName());
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("JSON has no form of the number " + value);
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    String text = String.format(Locale.ROOT, "%.6g", value);
    if (text.contains("e")) {
      return Double.toString(value);
    }
    return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
  }

  private static void writeMap(Map<?, ?> map, StringBuilder out, int depth) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    String before = "{\n";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(before).append("  ".repeat(depth + 1));
      quote(String.valueOf(entry.getKey()), out);
      out.append(": ");
      write(entry.getValue(), out, depth + 1);
      before = ",\n";
    }
    out.append('\n').append("  ".repeat(depth)).append('}');
  }

  private static void writeList(Collection<?> list, StringBuilder out, int depth) {
    out.append('[');
    String before = "";
    for (Object value : list) {
      boolean flat = value instanceof Number || value instanceof String;
      out.append(before).append(flat ? (before.isEmpty() ? "" : " ") : "\n" + "  ".repeat(depth + 1));
      write(value, out, depth + 1);
      before = ",";
    }
    boolean nested = list.stream().anyMatch(value -> !(value instanceof Number || value instanceof String));
    out.append(nested ? "\n" + "  ".repeat(depth) : "").append(']');
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
