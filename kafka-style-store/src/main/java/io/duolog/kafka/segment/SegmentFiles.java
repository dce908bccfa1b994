package io.duolog.kafka.segment;

import io.duolog.io.file.Disk;
import io.duolog.io.file.ResourceBudget;
import io.duolog.storage.ResourceLimit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Thread-safe. What all segments of a store share.
 *
 * @param disk the file system
 * @param openFiles descriptors of log files
 * @param mappings limit of mappings, shared with other engines
 * @param budget the same limit as the mapped files ask for it: the shared one is taken first, so this one has no end
 * @param liveMappings index files that are mapped now
 * @param rebuiltIndexFiles index files that were built again
 */
public record SegmentFiles(
    Disk disk,
    OpenFiles openFiles,
    ResourceLimit mappings,
    ResourceBudget budget,
    AtomicInteger liveMappings,
    AtomicLong rebuiltIndexFiles) {
  /** For one store. */
  public SegmentFiles(Disk disk, OpenFiles openFiles, ResourceLimit mappings, AtomicLong rebuiltIndexFiles) {
    this(
        disk,
        openFiles,
        mappings,
        new ResourceBudget(Integer.MAX_VALUE, Integer.MAX_VALUE),
        new AtomicInteger(),
        rebuiltIndexFiles);
  }
}
