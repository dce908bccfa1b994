package io.duolog.storage;

import java.util.List;
import java.util.Optional;

/**
 * Lookup by key (L3). Thread-safe. Keys are the record key and the words of the header {@code KEYS}. Capability {@link
 * Capability#KEY_LOOKUP}.
 */
@Experimental
public non-sealed interface KeyLookup extends EngineCapability {
  /** A page of the records of a topic that carry a key within a time range, ordered by time, then by partition. */
  Page find(Query query);

  /**
   * A question. Immutable.
   *
   * @param topic the topic's name
   * @param key the key's bytes, as text
   * @param fromMillis first timestamp, inclusive
   * @param toMillis last timestamp, exclusive
   * @param page how many hits to return and where to go on
   */
  record Query(String topic, String key, long fromMillis, long toMillis, PageRequest page) {}

  /**
   * Which page of the answer is wanted. Immutable.
   *
   * @param limit most hits of the page, from 1
   * @param continuation where the last page ended, if there was one
   */
  record PageRequest(int limit, Optional<String> continuation) {}

  /**
   * A page of hits. Immutable.
   *
   * @param hits the records found
   * @param continuation where the next page begins, if there is one
   */
  record Page(List<Hit> hits, Optional<String> continuation) {
    /** Copies the list. */
    public Page {
      hits = List.copyOf(hits);
    }
  }

  /**
   * A record that carries the key. Immutable.
   *
   * @param partition its partition
   * @param offset its offset
   * @param timestampMillis its timestamp
   */
  record Hit(PartitionIdentity partition, long offset, long timestampMillis) {}
}
