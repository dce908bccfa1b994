package io.duolog.conformance.kill;

/**
 * What a child tells its parent, a line each. Immutable values.
 *
 * <p>A line is written with one system call to a pipe, which outlives the child: what was told before the kill is
 * read.
 */
public sealed interface Report {
  /** The store is open and the load begins. */
  record Ready() implements Report {}

  /**
   * An append was acknowledged.
   *
   * @param partition index of the partition
   * @param baseOffset offset of the batch's first record
   * @param producer who appended
   * @param firstSequence the producer's number of the batch's first record
   * @param records records of the batch
   * @param isSynced whether it was acknowledged as durable
   */
  record Acknowledged(
      int partition, long baseOffset, int producer, long firstSequence, int records, boolean isSynced)
      implements Report {}

  /**
   * A read has seen everything below an offset.
   *
   * @param partition index of the partition
   * @param nextOffset the offset behind the last batch that was read
   * @param isDurable whether it was read at durable isolation
   */
  record Seen(int partition, long nextOffset, boolean isDurable) implements Report {}

  /**
   * A high watermark.
   *
   * @param mark the offset
   * @param isSet whether it was set, or is about to be
   */
  record Marked(long mark, boolean isSet) implements Report {}

  /**
   * Something threw.
   *
   * @param message what
   */
  record Failed(String message) implements Report {}

  /** The line that says this. */
  default String line() {
    return switch (this) {
      case Ready() -> "ready";
      case Acknowledged ack ->
          String.join(
              " ",
              "ack",
              Integer.toString(ack.partition()),
              Long.toString(ack.baseOffset()),
              Integer.toString(ack.producer()),
              Long.toString(ack.firstSequence()),
              Integer.toString(ack.records()),
              Boolean.toString(ack.isSynced()));
      case Seen(int partition, long nextOffset, boolean isDurable) ->
          "seen " + partition + " " + nextOffset + " " + isDurable;
      case Marked(long mark, boolean isSet) -> "mark " + mark + " " + isSet;
      case Failed(String message) -> "failed " + message.replace('\n', ' ');
    };
  }

  /** What a line says. */
  static Report parse(String line) {
    String[] words = line.split(" ", -1);
    return switch (words[0]) {
      case "ready" -> new Ready();
      case "ack" ->
          new Acknowledged(
              Integer.parseInt(words[1]),
              Long.parseLong(words[2]),
              Integer.parseInt(words[3]),
              Long.parseLong(words[4]),
              Integer.parseInt(words[5]),
              Boolean.parseBoolean(words[6]));
      case "seen" ->
          new Seen(Integer.parseInt(words[1]), Long.parseLong(words[2]), Boolean.parseBoolean(words[3]));
      case "mark" -> new Marked(Long.parseLong(words[1]), Boolean.parseBoolean(words[2]));
      default -> new Failed(line);
    };
  }
}
