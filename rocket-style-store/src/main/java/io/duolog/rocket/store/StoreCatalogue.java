package io.duolog.rocket.store;

import io.duolog.io.durable.Journal;
import io.duolog.io.durable.JournalEntry;
import io.duolog.rocket.format.CatalogueEntries;
import io.duolog.rocket.format.CatalogueEntries.FileSealed;
import io.duolog.rocket.format.CatalogueEntries.PageSealed;
import io.duolog.rocket.format.CatalogueEntries.PartitionCreated;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Thread-safe; guarded by its monitor. Writes the catalogue; every method is durable when it returns. */
public final class StoreCatalogue implements AutoCloseable {
  private static final int PAGES_PER_ENTRY = 100_000;

  private final Journal journal;

  /** Writes to {@code journal}, which it owns from here on. */
  public StoreCatalogue(Journal journal) {
    this.journal = journal;
  }

  /** Records that partitions were made, all in one step. */
  public synchronized void created(List<PartitionCreated> partitions) throws IOException {
    List<JournalEntry> entries = new ArrayList<>(partitions.size());
    for (PartitionCreated partition : partitions) {
      entries.add(entry(CatalogueEntries.PARTITION_CREATED, partition.encode()));
    }
    journal.append(entries);
  }

  /** Records full pages and files; nothing is written if there are none. */
  public synchronized void sealed(List<PageSealed> pages, List<FileSealed> files) throws IOException {
    List<JournalEntry> entries = new ArrayList<>(files.size() + 1);
    for (FileSealed file : files) {
      entries.add(entry(CatalogueEntries.FILE_SEALED, file.encode()));
    }
    for (int from = 0; from < pages.size(); from += PAGES_PER_ENTRY) {
      List<PageSealed> run = pages.subList(from, Math.min(pages.size(), from + PAGES_PER_ENTRY));
      ByteBuffer payload = ByteBuffer.allocate(run.size() * CatalogueEntries.PAGE_SEALED_BYTES);
      run.forEach(page -> page.encode(payload));
      entries.add(entry(CatalogueEntries.PAGES_SEALED, payload.flip()));
    }
    if (!entries.isEmpty()) {
      journal.append(entries);
    }
  }

  private static JournalEntry entry(int type, ByteBuffer payload) {
    return new JournalEntry(type, CatalogueEntries.VERSION, payload);
  }

  /** The last durable step. */
  public synchronized long lastStep() {
    return journal.lastStep();
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }
}
