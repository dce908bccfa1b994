package io.duolog.storage;

import java.util.Set;

/**
 * A tag filter for reads (L4): at batch granularity a superset, exact after decoding. Thread-safe. A partition of an
 * engine with {@link Capability#TAG_FILTER} implements it beside {@link PartitionLog}.
 */
@Experimental
public interface TagFilter {
  /**
   * Reads as {@link LogReader#read}, leaving out batches that cannot hold a record with one of the tags.
   *
   * @param tags what the header {@code TAGS} may be; not empty
   */
  FetchOutcome read(long offset, int maxBytes, ReadOptions options, Set<String> tags);
}
