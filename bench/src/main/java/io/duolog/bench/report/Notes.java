package io.duolog.bench.report;

import io.duolog.bench.compare.CompareOptions;
import io.duolog.bench.compare.Results;
import io.duolog.bench.serve.Placement;
import io.duolog.bench.statistics.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a reader of the figures must know, in sentences. Stateless. */
final class Notes {
  private Notes() {}

  /** How the figures were taken. */
  static List<String> method(Results results) {
    CompareOptions options = results.options();
    List<String> notes = new ArrayList<>();
    notes.add(
        String.format(
            Locale.ROOT,
            "%d rounds; in each, every engine and the raw limits run in a process of their own, cell"
                + " by cell beside each other, in an order that turns around from round to round. Only one"
                + " process works at a time. A cell runs for %.3g s after a warm-up, a limit for a"
                + " fifth of that, for half of it where it forces, or as long where it replays groups.",
            options.rounds(), options.seconds()));
    notes.add(
        "A figure is the median of the rounds. A ratio and a share are medians of ratios that were paired"
            + " within a round. " + intervals(options.rounds()));
    notes.add(
        String.format(
            Locale.ROOT,
            "An append cell ends early at %,d bytes: at most 60 %% of the kernel's background dirty limit, and"
                + " within the first file; its rate is then bytes over the time they took. Its process is"
                + " killed afterwards and its files are removed, so that the next cell does not share the"
                + " disk with them.",
            results.capBytes()));
    notes.add(
        "MB are millions of bytes; the summary lines use MB of 1,048,576 bytes, as the tools do whose words"
            + " they speak.");
    notes.add(
        "Catch-up: one request in flight over a loopback socket with TCP_NODELAY, everything in the page"
            + " cache; "
        + (options.serving().placement() == Placement.PINNED
            ? "server and consumer are pinned to one processor, for the engines and for the raw loops."
            : "server and consumer run wherever the scheduler puts them.")
        + " Transfer mode: " + options.serving().mode().name().toLowerCase(Locale.ROOT) + ".");
    notes.add(
        "Append latencies are of single calls: all of them where an append waits for a force (with appends in"
            + " flight: from the call to its completion), one of 32 where it does not, so that the largest of those is"
            + " the largest sampled. End-to-end latency runs from the time at which a record was scheduled, at 10,000"
            + " records a second.");
    notes.add(
        "The limit of an engine is the raw loop of its own design: rocket-style is held against copies into a"
            + " mapping and gathering writes, every other engine against file writes and sendfile. Forces are held"
            + " against the same call with the same hand-over; where appends are in flight, against a loop that writes"
            + " and forces groups of the sizes that the engine's forces had in the same round.");
    return notes;
  }

  private static String intervals(int rounds) {
    return rounds < Median.FEWEST_ROUNDS
        ? "There is no interval: fewer than " + Median.FEWEST_ROUNDS + " rounds. A figure that is to be claimed takes"
            + " --rounds 7 or more."
        : "Intervals are of order statistics and cover the median of all rounds in at least 95 of 100 cases; one that"
            + " includes 1 is a tie.";
  }

  /** What the figures do not show. */
  static List<String> notMeasured() {
    return List.of(
        "Buffered rows run once, without a bound on unsynced data: no engine forces in the background.",
        "Cold reads, long runs beyond the dirty limit, real network cards, compression and several"
            + " readers at once are not measured.",
        "The page cache, the file system's journal and the processor's frequency are those of the"
            + " machine named above; ratios within this report carry over better than its absolute figures.");
  }
}
