package io.duolog.rocket.recovery;

import io.duolog.io.durable.JournalEntry;
import io.duolog.io.durable.JournalVisitor;
import io.duolog.io.file.NewerFormatException;
import io.duolog.rocket.format.CatalogueEntries;
import io.duolog.rocket.format.CatalogueEntries.FileSealed;
import io.duolog.rocket.format.CatalogueEntries.PageSealed;
import io.duolog.rocket.format.CatalogueEntries.PartitionCreated;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Confined to one opening. What a catalogue says: the later of two entries on one thing counts. */
final class CatalogueContents implements JournalVisitor {
  private final Path path;
  private final Map<Long, PartitionCreated> partitions = new LinkedHashMap<>();
  private final Map<Long, List<PageSealed>> pages = new HashMap<>();

  private final Set<Long> sealedFiles = new HashSet<>();

  CatalogueContents(Path path) {
    this.path = path;
  }

  @Override
  public void visit(JournalEntry entry) throws IOException {
    if (entry.version() > CatalogueEntries.VERSION || entry.type() > CatalogueEntries.FILE_SEALED) {
      throw new NewerFormatException(path, entry.version() + 1, CatalogueEntries.VERSION);
    }
    if (entry.type() == CatalogueEntries.PARTITION_CREATED) {
      PartitionCreated created = PartitionCreated.decode(entry.payload());
      partitions.put(created.incarnation(), created);
    } else if (entry.type() == CatalogueEntries.PAGES_SEALED) {
      ByteBuffer run = entry.payload().slice();
      while (run.hasRemaining()) {
        add(PageSealed.decode(run));
      }
    } else {
      sealedFiles.add(FileSealed.decode(entry.payload()).position());
    }
  }

  /** Positions of the files that are recorded as sealed. */
  Set<Long> sealedFiles() {
    return sealedFiles;
  }

  private void add(PageSealed page) {
    List<PageSealed> chain = pages.computeIfAbsent(page.incarnation(), incarnation -> new ArrayList<>());
    if (page.ordinal() < chain.size()) {
      chain.set(page.ordinal(), page);
    } else if (page.ordinal() == chain.size()) {
      chain.add(page);
    }
  }

  /** Every partition that was made, by incarnation, in the order of making. */
  Map<Long, PartitionCreated> partitions() {
    return partitions;
  }

  /** The full pages of a partition, in order and without gaps. */
  List<PageSealed> pages(long incarnation) {
    return pages.getOrDefault(incarnation, List.of());
  }
}
