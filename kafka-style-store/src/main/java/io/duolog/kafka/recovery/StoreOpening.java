package io.duolog.kafka.recovery;

import io.duolog.io.durable.FileStamp;
import io.duolog.io.file.DirectoryLock;
import io.duolog.io.file.Disk;
import io.duolog.io.file.FileEntry;
import io.duolog.kafka.fetch.FetchPool;
import io.duolog.kafka.format.MetaPropertiesText;
import io.duolog.kafka.format.StoreFiles;
import io.duolog.kafka.partition.AppendScratchPool;
import io.duolog.kafka.partition.Listeners;
import io.duolog.kafka.partition.PartitionContext;
import io.duolog.kafka.partition.PartitionTable;
import io.duolog.kafka.partition.StoreLife;
import io.duolog.kafka.segment.OpenFiles;
import io.duolog.kafka.segment.SegmentFiles;
import io.duolog.kafka.store.CheckpointKeeper;
import io.duolog.kafka.store.Counters;
import io.duolog.kafka.store.Faults;
import io.duolog.kafka.store.ForceQueue;
import io.duolog.kafka.store.StoreCatalogue;
import io.duolog.kafka.store.TextFiles;
import io.duolog.kafka.store.UnsyncedBound;
import io.duolog.storage.EngineResources;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Confined to one opening. Opens a store, or makes one, in the order that rule F3 demands: look without touching, lock,
 * look again, recover, mark our checkpoint as open, remove Kafka's marker of a clean shutdown. Whatever was acquired is
 * given back in reverse order if a step fails (rule F1).
 */
public final class StoreOpening {
  private final Disk disk;
  private final Path directory;
  private final EngineResources resources;
  private final PartitionContext.Limits limits;
  private final Counters counters = new Counters();
  private final Tally tally = new Tally();
  private final Deque<Undo> undos = new ArrayDeque<>();

  private StoreOpening(Disk disk, Path directory, EngineResources resources, PartitionContext.Limits limits) {
    this.disk = disk;
    this.directory = directory;
    this.resources = resources;
    this.limits = limits;
  }

  /** Opens the store in {@code directory}. */
  public static OpenedStore open(
      Disk disk, Path directory, EngineResources resources, PartitionContext.Limits limits) {
    Path absolute = directory.toAbsolutePath();
    StoreOpening opening = new StoreOpening(disk, absolute, resources, limits);
    boolean isDone = false;
    try {
      OpenedStore store = opening.open();
      isDone = true;
      return store;
    } catch (IOException e) {
      throw Faults.typed("cannot open the store", absolute, e);
    } finally {
      if (!isDone) {
        opening.undo();
      }
    }
  }

  /** A step back. */
  @FunctionalInterface
  private interface Undo {
    void run() throws IOException;
  }

  private void undo() {
    while (!undos.isEmpty()) {
      try {
        undos.pop().run();
      } catch (IOException e) {
        // The fault that led here is thrown; the rest is still given back.
      }
    }
  }

  private OpenedStore open() throws IOException {
    makeDirectories(directory);
    StoreInspection inspection = new StoreInspection(disk, directory);
    inspection.isEmpty(); // refuses a foreign directory before the lock file is made in it
    DirectoryLock lock = DirectoryLock.acquire(disk, directory, StoreFiles.LOCK);
    undos.push(lock::close);
    if (!inspection.isEmpty()) {
      return reopen(lock, inspection);
    }
    undos.push(this::removeNewFiles);
    return make(lock);
  }

  private void makeDirectories(Path wanted) throws IOException {
    try {
      disk.list(wanted);
    } catch (NoSuchFileException e) {
      Path parent = wanted.getParent();
      if (parent == null) {
        throw e;
      }
      makeDirectories(parent);
      disk.createDirectory(wanted);
      undos.push(() -> disk.delete(wanted));
      disk.forceDirectory(parent);
    }
  }

  private void removeNewFiles() throws IOException {
    for (FileEntry entry : disk.list(directory)) {
      if (!entry.name().equals(StoreFiles.LOCK)) {
        disk.delete(directory.resolve(entry.name()));
      }
    }
    disk.delete(directory.resolve(StoreFiles.LOCK)); // last: without it somebody else may begin to make a store
  }

  private OpenedStore make(DirectoryLock lock) throws IOException {
    UUID id = UUID.randomUUID();
    long identity = (id.getMostSignificantBits() ^ id.getLeastSignificantBits()) | 1;
    StoreCatalogue catalogue =
        StoreCatalogue.create(disk, directory.resolve(StoreFiles.CATALOGUE), identity);
    undos.push(catalogue::close);
    CheckpointKeeper keeper = new CheckpointKeeper(disk, directory);
    keeper.identify(identity);
    writeMetaProperties(id);
    PartitionTable table = new PartitionTable(1);
    keeper.write(new CheckpointKeeper.Content(false, 1, 0, List.of()));
    return assemble(lock, catalogue, keeper, table, RecoveryReport.Kind.NEW);
  }

  private void writeMetaProperties(UUID id) throws IOException {
    Path path = directory.resolve(StoreFiles.META_PROPERTIES);
    TextFiles texts = new TextFiles(disk);
    texts.replace(path, MetaPropertiesText.encode(id));
    texts.forceDirectoryOf(path);
  }

  private OpenedStore reopen(DirectoryLock lock, StoreInspection inspection) throws IOException {
    long started = System.nanoTime();
    CheckpointKeeper keeper = new CheckpointKeeper(disk, directory);
    Optional<CheckpointKeeper.Found> found = keeper.read();
    if (found.isEmpty()) {
      tally.warn("the checkpoint is missing or damaged and is built again");
    }
    CatalogueContents contents = new CatalogueContents();
    StoreCatalogue catalogue = openCatalogue(found, contents);
    undos.push(catalogue::close);
    contents.requireDistinctNames(directory.resolve(StoreFiles.CATALOGUE));
    inspection.requireOurs(keeper, found, contents, catalogue.identity());
    if (found.isEmpty()) {
      keeper.identify(catalogue.identity());
    }
    boolean isClean = found.isPresent() && found.get().content().isClean();
    long nextIncarnation = found.map(checkpoint -> checkpoint.content().nextIncarnation()).orElse(1L);
    PartitionTable table = new PartitionTable(Math.max(nextIncarnation, contents.largestIncarnation() + 1));
    tally.phase("catalogue", System.nanoTime() - started);
    OpenedStore store =
        assemble(
            lock, catalogue, keeper, table, isClean ? RecoveryReport.Kind.CLEAN : RecoveryReport.Kind.CRASHED);
    long recovering = System.nanoTime();
    PartitionRestoring restoring = new PartitionRestoring(disk, store, tally);
    restoring.restore(contents, found.map(CheckpointKeeper.Found::content), isClean);
    tally.phase("partitions", System.nanoTime() - recovering);
    keeper.write(restoring.openContent());
    keeper.removeMarker();
    return new OpenedStore(
        store.directory(),
        store.lock(),
        store.context(),
        store.openFiles(),
        keeper,
        table,
        store.life(),
        tally.report(store.report().kind()),
        store.creation());
  }

  private StoreCatalogue openCatalogue(Optional<CheckpointKeeper.Found> found, CatalogueContents contents)
      throws IOException {
    Path path = directory.resolve(StoreFiles.CATALOGUE);
    long identity = found.map(CheckpointKeeper.Found::identity).orElse(FileStamp.ANY_IDENTITY);
    long durableStep = found.map(checkpoint -> checkpoint.content().catalogueStep()).orElse(0L);
    try {
      return StoreCatalogue.open(disk, path, StoreCatalogue.STAMP.of(identity), durableStep, contents::add);
    } catch (NoSuchFileException e) {
      throw new CorruptException("the catalogue is missing", FaultLocation.of(path), e);
    }
  }

  private OpenedStore assemble(
      DirectoryLock lock,
      StoreCatalogue catalogue,
      CheckpointKeeper keeper,
      PartitionTable table,
      RecoveryReport.Kind kind) {
    OpenFiles openFiles = new OpenFiles(disk, directory, resources.descriptors());
    undos.push(openFiles::closeAll);
    SegmentFiles files = new SegmentFiles(disk, openFiles, resources.mappings(), counters.rebuiltIndexFiles);
    ForceQueue queue = ForceQueue.start(String.valueOf(directory.getFileName()), resources.forceThreads());
    undos.push(queue::stop);
    UnsyncedBound unsynced = UnsyncedBound.start(directory, limits.unsynced(), resources.clock());
    undos.push(unsynced::stop);
    PartitionContext context =
        new PartitionContext(
            files,
            catalogue,
            queue,
            unsynced,
            new FetchPool(disk, openFiles, counters),
            new AppendScratchPool(limits.maxBatchBytes()),
            counters,
            resources.clock(),
            new Listeners(counters),
            limits);
    StoreLife life = new StoreLife(directory);
    PartitionDirectories directories = new PartitionDirectories(disk, directory, catalogue.identity());
    PartitionCreation creation = new PartitionCreation(directory, directories, context, table, life);
    return new OpenedStore(
        directory, lock, context, openFiles, keeper, table, life, tally.report(kind), creation);
  }
}
