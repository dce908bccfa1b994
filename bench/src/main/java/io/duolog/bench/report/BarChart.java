package io.duolog.bench.report;

import java.util.List;

/**
 * One cell as bars: each engine's median with a mark for every round, and under it the limit of its design. Stateless.
 */
final class BarChart {
  private static final double WIDTH = 360;
  private static final double LEFT = 8;
  private static final double RIGHT = 20;
  private static final double TOP = 6;
  private static final double TEXT = 12;
  private static final double BAR = 13;
  private static final double LIMIT_BAR = 5;
  private static final double GROUP_GAP = 12;
  private static final double AXIS = 40;

  private BarChart() {}

  static String render(Row row) {
    List<Row.Entry> entries = row.entries().stream().filter(entry -> entry.figure().isPresent()).toList();
    double largest = largest(entries);
    double height = TOP + AXIS;
    for (Row.Entry entry : entries) {
      height += groupHeight(entry);
    }
    StringBuilder svg = new StringBuilder(Markup.open(WIDTH, height, row.cell().title()));
    double y = TOP;
    double bottom = height - AXIS;
    for (double tick : Axis.linear(largest)) {
      svg.append(Markup.line(x(tick, largest), TOP, x(tick, largest), bottom, "grid"));
      svg.append(Markup.text(x(tick, largest), bottom + 14, "tick middle", Axis.compact(tick)));
    }
    svg.append(Markup.text((LEFT + WIDTH - RIGHT) / 2, bottom + 31, "axis middle", axis(row)));
    for (Row.Entry entry : entries) {
      svg.append(group(entry, row.entries().indexOf(entry), largest, y));
      y += groupHeight(entry);
    }
    return svg.append("</svg>\n").toString();
  }

  private static String axis(Row row) {
    return row.cell().unit().text() + (row.cell().unit().moreIsBetter() ? " (more is better)" : " (less is better)");
  }

  private static double largest(List<Row.Entry> entries) {
    double largest = 0;
    for (Row.Entry entry : entries) {
      for (double round : entry.rounds()) {
        largest = Math.max(largest, round);
      }
      largest = Math.max(largest, entry.bound().map(bound -> bound.figure().value()).orElse(0.0));
    }
    return largest > 0 ? largest : 1;
  }

  private static double groupHeight(Row.Entry entry) {
    return TEXT + 3 + BAR + (entry.bound().isPresent() ? 4 + TEXT + LIMIT_BAR : 0) + GROUP_GAP;
  }

  private static double x(double value, double largest) {
    return LEFT + value / largest * (WIDTH - LEFT - RIGHT);
  }

  private static String group(Row.Entry entry, int number, double largest, double top) {
    StringBuilder svg = new StringBuilder();
    double value = entry.figure().orElseThrow().value();
    double y = top + TEXT;
    svg.append(Markup.text(LEFT, y - 1, "name", entry.engine()));
    svg.append(Markup.text(WIDTH - RIGHT, y - 1, "value end", Axis.compact(value)));
    y += 3;
    svg.append(bar(y, BAR, x(value, largest), "e" + number % HtmlReport.COLOURS));
    for (double round : entry.rounds()) {
      svg.append(Markup.line(x(round, largest), y - 1.5, x(round, largest), y + BAR + 1.5, "round"));
    }
    if (entry.bound().isPresent()) {
      Row.Bound bound = entry.bound().get();
      y += BAR + 4 + TEXT - 2;
      String share = Figures.percent(entry.bound().map(Row.Bound::share)) + " of " + bound.limit().label();
      svg.append(Markup.text(LEFT, y - 1, "small", share));
      svg.append(Markup.text(WIDTH - RIGHT, y - 1, "small end", Axis.compact(bound.figure().value())));
      svg.append(bar(y + 2, LIMIT_BAR, x(bound.figure().value(), largest), "limit"));
    }
    return svg.toString();
  }

  private static String bar(double y, double height, double end, String classes) {
    return "<rect x=\"" + Markup.at(LEFT) + "\" y=\"" + Markup.at(y) + "\" width=\""
        + Markup.at(Math.max(0.5, end - LEFT)) + "\" height=\"" + Markup.at(height) + "\" class=\"" + classes
        + "\"/>\n";
  }
}
