package io.duolog.kafka.store;

import io.duolog.io.durable.FileStamp;
import io.duolog.io.durable.Journal;
import io.duolog.io.durable.JournalEntry;
import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.Disk;
import io.duolog.kafka.format.CatalogueEntry;
import io.duolog.kafka.format.MalformedContentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Thread-safe; guarded by its monitor. The journal of facts that the log files do not hold. */
public final class StoreCatalogue implements AutoCloseable {
  /** {@code DUOKCAT1}. */
  public static final FileStamp STAMP = new FileStamp(0x44554F4B43415431L, 1, FileStamp.ANY_IDENTITY);

  private final Journal journal;

  private StoreCatalogue(Journal journal) {
    this.journal = journal;
  }

  /** Makes an empty catalogue, durably. */
  public static StoreCatalogue create(Disk disk, Path path, long identity) throws IOException {
    return new StoreCatalogue(Journal.create(disk, path, STAMP.of(identity)));
  }

  /**
   * Opens a catalogue and shows its entries in their order.
   *
   * @param durableStep the last step that is known to be durable, or 0
   */
  public static StoreCatalogue open(Disk disk, Path path, FileStamp stamp, long durableStep,
      Consumer<CatalogueEntry> visitor) throws IOException {
    return new StoreCatalogue(
        Journal.open(disk, path, stamp, durableStep, entry -> visitor.accept(decode(path, entry))));
  }

  private static CatalogueEntry decode(Path path, JournalEntry entry) throws IOException {
    try {
      return CatalogueEntry.decode(entry.type(), entry.version(), entry.payload());
    } catch (MalformedContentException e) {
      throw new CorruptFileException(path, 0, String.valueOf(e.getMessage()));
    }
  }

  /** Adds entries in one durable step. */
  public synchronized void append(List<? extends CatalogueEntry> entries) throws IOException {
    journal.append(entries.stream().map(StoreCatalogue::encode).toList());
  }

  private static JournalEntry encode(CatalogueEntry entry) {
    return new JournalEntry(entry.type(), CatalogueEntry.VERSION, entry.encode());
  }

  /** Replaces everything by {@code entries} in one durable step. */
  public synchronized void rewrite(List<? extends CatalogueEntry> entries) throws IOException {
    journal.rewrite(entries.stream().map(StoreCatalogue::encode).toList());
  }

  /** Whether a step failed and it is not known whether it is in the file; nothing can be added any more. */
  public synchronized boolean isFailed() {
    return journal.isFailed();
  }

  /** The last durable step. */
  public synchronized long lastStep() {
    return journal.lastStep();
  }

  /** What the store is called in all files of ours. */
  public synchronized long identity() {
    return journal.identity();
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }
}
