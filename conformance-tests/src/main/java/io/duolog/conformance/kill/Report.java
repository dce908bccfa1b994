package io.duolog.conformance.kill;

/**
 * What a child tells its parent, a line each. Immutable values.
 *
 * <p>A line is written with one system call to a pipe, which outlives the child: what was told before the kill is
 * read.
 */
sealed interface Report {
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
   */
  record Acknowledged(int partition, long baseOffset, int producer, long firstSequence, int records)
      implements Report {}

  /**
   * A read has seen everything below an offset.
   *
   * @param partition index of the partition
   * @param nextOffset the offset behind the last batch that was read
   */
  record Seen(int partition, long nextOffset) implements Report {}

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
      case Acknowledged(int partition, long baseOffset, int producer, long firstSequence, int records) ->
          "ack " + partition + " " + baseOffset + " " + producer + " " + firstSequence + " " + records;
      case Seen(int partition, long nextOffset) -> "seen " + partition + " " + nextOffset;
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
              Integer.parseInt(words[5]));
      case "seen" -> new Seen(Integer.parseInt(words[1]), Long.parseLong(words[2]));
      default -> new Failed(line);
    };
  }
}
