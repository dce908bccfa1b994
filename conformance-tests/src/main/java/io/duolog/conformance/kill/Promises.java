package io.duolog.conformance.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.kill.Report.Acknowledged;
import io.duolog.conformance.kill.StoredState.StoredBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that the children of one store were promised, to be held against what is found. Thread-safe: guarded by
 * its monitor.
 */
public final class Promises {
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final long[] seen = new long[KillStore.PARTITIONS];
  private final long[] seenDurable = new long[KillStore.PARTITIONS];

  /** Nothing yet. */
  public Promises() {}

  /** Takes what a child told; its failure fails the test. */
  public synchronized void add(Report report) {
    switch (report) {
      case Acknowledged ack -> acknowledged.add(ack);
      case Report.Seen(int partition, long nextOffset, boolean isDurable) -> {
        seen[partition] = Math.max(seen[partition], nextOffset);
        if (isDurable) {
          seenDurable[partition] = Math.max(seenDurable[partition], nextOffset);
        }
      }
      case Report.Failed(String message) -> throw new AssertionError(message);
      case Report.Ready(), Report.Marked _ -> {}
    }
  }

  /** How many batches were acknowledged. */
  public synchronized int acknowledgements() {
    return acknowledged.size();
  }

  /** What was promised up to now. */
  public synchronized Promises copy() {
    Promises copy = new Promises();
    copy.acknowledged.addAll(acknowledged);
    System.arraycopy(seen, 0, copy.seen, 0, seen.length);
    System.arraycopy(seenDurable, 0, copy.seenDurable, 0, seen.length);
    return copy;
  }

  /** Holds the promises against a store that was opened again after its process died. */
  public synchronized void check(StoredState state) {
    acknowledged.forEach(ack -> requireStored(state, ack));
    requireSeen(state, seen);
  }

  /**
   * Holds the promises against a store that was opened again after a power loss: what was acknowledged as durable or
   * read as durable is there, and where something stands that was only buffered, it is what was acknowledged.
   */
  public synchronized void checkAfterPowerLoss(StoredState state) {
    for (Acknowledged ack : acknowledged) {
      if (ack.isSynced() || state.batches(ack.partition()).containsKey(ack.baseOffset())) {
        requireStored(state, ack);
      }
    }
    requireSeen(state, seenDurable);
  }

  /** Goes on from a store that was opened after a power loss: what it exposed is durable (C5), the rest is gone. */
  public synchronized void continueFrom(StoredState state) {
    List<Acknowledged> kept =
        acknowledged.stream()
            .filter(ack -> state.batches(ack.partition()).containsKey(ack.baseOffset()))
            .map(Promises::synced)
            .toList();
    acknowledged.clear();
    acknowledged.addAll(kept);
    for (int partition = 0; partition < seen.length; partition++) {
      seen[partition] = state.end(partition);
      seenDurable[partition] = state.end(partition);
    }
  }

  private static Acknowledged synced(Acknowledged ack) {
    return new Acknowledged(
        ack.partition(), ack.baseOffset(), ack.producer(), ack.firstSequence(), ack.records(), true);
  }

  private static void requireStored(StoredState state, Acknowledged ack) {
    StoredBatch found = state.batches(ack.partition()).get(ack.baseOffset());
    assertNotNull(found, () -> "D1: acknowledged and gone: " + ack + ", " + state);
    assertEquals(
        new StoredBatch(ack.producer(), ack.firstSequence(), ack.records()),
        found,
        () -> "A1: another batch at " + ack);
  }

  private static void requireSeen(StoredState state, long[] seen) {
    for (int partition = 0; partition < seen.length; partition++) {
      long seenBelow = seen[partition];
      long end = state.end(partition);
      assertTrue(
          end >= seenBelow, () -> "V4: read up to " + seenBelow + " before the crash, the log ends at " + end + " now");
    }
  }
}
