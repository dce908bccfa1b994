package io.duolog.rocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import java.util.ArrayList;
import java.util.List;

/** Confined to one test. What was appended to the partitions 0 and 1, which their logs have to answer. */
final class AppendedValues {
  private final List<List<String>> values = List.of(new ArrayList<>(), new ArrayList<>());

  /** Appends {@code count} values of one record each, no two of them equal. */
  void append(StorageEngine engine, int partition, int count) {
    PartitionLog log = TestStore.partition(engine, partition);
    for (int i = 0; i < count; i++) {
      String value = partition + "-" + of(partition).size();
      TestStore.append(log, value);
      of(partition).add(value);
    }
  }

  /** The values of a partition; may be added to. */
  List<String> of(int partition) {
    return values.get(partition);
  }

  /** Every partition answers all values. */
  void assertAllThere(StorageEngine engine) {
    for (int i = 0; i < values.size(); i++) {
      assertEquals(of(i), TestStore.values(TestStore.partition(engine, i)));
    }
  }
}
