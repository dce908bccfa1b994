package io.duolog.conformance.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.kill.Report.Acknowledged;
import io.duolog.conformance.kill.StoredState.StoredBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Confined to one thread. Everything that the children of one store were promised, to be held against what is found.
 */
final class Promises {
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final long[] seen = new long[KillStore.PARTITIONS];

  void add(Report report) {
    switch (report) {
      case Report.Acknowledged ack -> acknowledged.add(ack);
      case Report.Seen(int partition, long nextOffset) -> seen[partition] = Math.max(seen[partition], nextOffset);
      case Report.Failed(String message) -> throw new AssertionError(message);
      case Report.Ready() -> {}
    }
  }

  int acknowledgements() {
    return acknowledged.size();
  }

  /** Holds the promises against a store that was opened again. */
  void check(StoredState state) {
    for (Acknowledged ack : acknowledged) {
      StoredBatch found = state.batches(ack.partition()).get(ack.baseOffset());
      assertNotNull(found, () -> "D1: acknowledged and gone: " + ack);
      assertEquals(
          new StoredBatch(ack.producer(), ack.firstSequence(), ack.records()),
          found,
          () -> "A1: another batch at " + ack);
    }
    for (int partition = 0; partition < seen.length; partition++) {
      long seenBelow = seen[partition];
      long end = state.end(partition);
      assertTrue(
          end >= seenBelow, () -> "V4: read up to " + seenBelow + " before the kill, the log ends at " + end + " now");
    }
  }
}
