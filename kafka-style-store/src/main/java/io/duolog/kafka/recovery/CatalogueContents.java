package io.duolog.kafka.recovery;

import io.duolog.kafka.format.CatalogueEntry;
import io.duolog.kafka.format.CatalogueEntry.PartitionCreated;
import io.duolog.kafka.format.CatalogueEntry.SegmentSealed;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Confined to the opening of a store. What the catalogue's entries add up to. */
final class CatalogueContents {
  private final Map<Long, PartitionCreated> partitions = new TreeMap<>();
  private final Map<Long, List<SegmentSealed>> sealed = new TreeMap<>();
  private long largestIncarnation;

  void add(CatalogueEntry entry) {
    switch (entry) {
      case PartitionCreated created -> {
        partitions.put(created.incarnation(), created);
        largestIncarnation = Math.max(largestIncarnation, created.incarnation());
      }
      case SegmentSealed segment ->
          sealed.computeIfAbsent(segment.incarnation(), _ -> new ArrayList<>()).add(segment);
    }
  }

  Collection<PartitionCreated> partitions() {
    return partitions.values();
  }

  /** Refuses two partitions of one name: they would share a directory. */
  void requireDistinctNames(Path catalogue) {
    Set<TopicPartition> names = new HashSet<>();
    for (PartitionCreated created : partitions.values()) {
      if (!names.add(created.spec().name())) {
        throw new CorruptException(
            "two partitions are called " + created.spec().name(), FaultLocation.of(catalogue), null);
      }
    }
  }

  /** The sealed segments of a partition, ascending. */
  List<SegmentSealed> sealed(long incarnation) {
    List<SegmentSealed> found = sealed.getOrDefault(incarnation, List.of());
    return found.stream().sorted(Comparator.comparingLong(SegmentSealed::baseOffset)).toList();
  }

  long largestIncarnation() {
    return largestIncarnation;
  }
}
