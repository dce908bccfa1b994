package io.duolog.bench.report;

import java.util.Locale;

/** Pieces of HTML and SVG. Stateless. */
final class Markup {
  private Markup() {}

  /** Text with the characters that markup claims written as entities. */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
  }

  /** A coordinate, with one decimal. */
  static String at(double coordinate) {
    if (Double.isNaN(coordinate) || Double.isInfinite(coordinate)) {
      throw new IllegalArgumentException("a coordinate of " + coordinate);
    }
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }

  /** A text element of SVG. */
  static String text(double x, double y, String classes, String content) {
    return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" class=\"" + classes + "\">" + escape(content) + "</text>\n";
  }

  /** A line element of SVG. */
  static String line(double x1, double y1, double x2, double y2, String classes) {
    return "<line x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" + at(x2) + "\" y2=\"" + at(y2) + "\" class=\""
        + classes + "\"/>\n";
  }

  /** Opens a drawing that is as wide as its place. */
  static String open(double width, double height, String label) {
    return "<svg viewBox=\"0 0 " + at(width) + " " + at(height) + "\" role=\"img\" aria-label=\"" + escape(label)
        + "\">\n";
  }
}
