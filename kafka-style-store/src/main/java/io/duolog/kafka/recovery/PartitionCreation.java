package io.duolog.kafka.recovery;

import io.duolog.kafka.format.CatalogueEntry.PartitionCreated;
import io.duolog.kafka.format.PartitionCheckpoint;
import io.duolog.kafka.partition.LiveLog;
import io.duolog.kafka.partition.PartitionContext;
import io.duolog.kafka.partition.PartitionTable;
import io.duolog.kafka.partition.StoreLife;
import io.duolog.kafka.store.Faults;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Thread-safe; guarded by its monitor. Creates partitions, all of a call or none (rule P1). */
public final class PartitionCreation {
  private final Path store;
  private final PartitionDirectories directories;
  private final PartitionContext context;
  private final PartitionTable table;
  private final StoreLife life;
  private final List<PartitionCreated> unfinished = new ArrayList<>();

  PartitionCreation(
      Path store, PartitionDirectories directories, PartitionContext context, PartitionTable table, StoreLife life) {
    this.store = store;
    this.directories = directories;
    this.context = context;
    this.table = table;
    this.life = life;
  }

  /** Creates partitions; they are durable when this returns. */
  public synchronized List<PartitionLog> create(List<PartitionSpec> specs) {
    life.requireOpen();
    finish();
    requireNew(specs);
    if (specs.isEmpty()) {
      return List.of();
    }
    long incarnation = table.takeIncarnations(specs.size());
    List<PartitionCreated> created = new ArrayList<>();
    for (PartitionSpec spec : specs) {
      created.add(new PartitionCreated(incarnation++, spec));
    }
    try {
      build(created);
    } catch (IOException e) {
      throw Faults.typed("cannot create partitions", store, e);
    }
    unfinished.addAll(created);
    return finish();
  }

  /** Waits for a creation that is under way; called when the store is closed to new ones. */
  public synchronized void awaitEnd() {
    assert life.isClosed() : "no creation begins any more";
  }

  /**
   * Gives directories that are in the catalogue their names. The partitions exist, so there is no way back: what fails
   * here is tried again before the next creation and by the next opening.
   */
  private List<PartitionLog> finish() {
    if (unfinished.isEmpty()) {
      return List.of();
    }
    boolean isInterrupted = Thread.interrupted(); // an interrupt would end the force of the directory
    try {
      directories.finish(unfinished);
    } catch (IOException e) {
      throw Faults.typed("cannot name the directories of new partitions", store, e);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
    List<PartitionLog> logs = new ArrayList<>();
    for (PartitionCreated one : unfinished) {
      LiveLog log = liveLog(one);
      table.add(log);
      logs.add(log);
    }
    unfinished.clear();
    return logs;
  }

  private void requireNew(List<PartitionSpec> specs) {
    Set<Object> seen = new HashSet<>();
    for (PartitionSpec spec : specs) {
      if (!seen.add(spec.name()) || table.find(spec.name()).isPresent()) {
        throw new IllegalArgumentException("partition name " + spec.name() + " is taken");
      }
      if (!seen.add(spec.identity()) || table.find(spec.identity()).isPresent()) {
        throw new IllegalArgumentException("partition identity " + spec.identity() + " is taken");
      }
    }
  }

  /**
   * Builds the directories aside; with the entry in the catalogue the partitions exist. Where nobody knows whether the
   * entry is in the catalogue, the directories stay, and the next opening decides.
   */
  private void build(List<PartitionCreated> created) throws IOException {
    boolean isDone = false;
    try {
      for (PartitionCreated one : created) {
        directories.build(one);
      }
      directories.force();
      context.catalogue().append(created);
      isDone = true;
    } finally {
      if (!isDone && !context.catalogue().isFailed()) {
        created.forEach(this::removeUnfinished);
      }
    }
  }

  /** What cannot be removed now goes when the store is opened: the catalogue does not have it. */
  private void removeUnfinished(PartitionCreated created) {
    try {
      directories.remove(directories.unfinished(created));
    } catch (IOException e) {
      // Finished by the next opening.
    }
  }

  private LiveLog liveLog(PartitionCreated created) {
    PartitionCheckpoint empty = PartitionCheckpoint.empty(created.incarnation());
    Path directory = directories.finished(created.spec().name());
    return new LiveLog(
        new PartitionDescriptor(created.spec(), created.incarnation(), 0),
        directory,
        empty,
        new CleanLoading(context, created, directory, empty, List.of()),
        life);
  }
}
