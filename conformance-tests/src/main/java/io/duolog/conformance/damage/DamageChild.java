package io.duolog.conformance.damage;

import io.duolog.conformance.process.Providers;
import io.duolog.conformance.workload.StoredFiles;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Damages copies of a store and reads them, in a process that a damage might kill. Confined to one thread. */
public final class DamageChild {
  private final StorageProvider provider;
  private final Path pristine;
  private final Path scratch;
  private final List<Map<Long, ByteBuffer>> written;
  private int told;

  private DamageChild(StorageProvider provider, Path pristine, Path scratch) throws IOException {
    this.provider = provider;
    this.pristine = pristine;
    this.scratch = scratch;
    renew();
    this.written = DamageStore.contents(provider, scratch);
  }

  /**
   * Tries some cases, and says which one is tried before each.
   *
   * @param args class of the provider, the sound store, a directory for copies, seed, chosen share in permille, first
   *     case, first case behind the last
   */
  public static void main(String[] args) throws IOException {
    DamageChild child = new DamageChild(Providers.ofClass(args[0]), Path.of(args[1]), Path.of(args[2]));
    Random random = new Random(Long.parseLong(args[3]));
    int chosenPermille = Integer.parseInt(args[4]);
    int first = Integer.parseInt(args[5]);
    int next = Integer.parseInt(args[6]);
    List<DamageCase> cases = DamageCase.of(Path.of(args[1]));
    int tried = 0;
    for (int i = 0; i < next; i++) {
      boolean isChosen = random.nextInt(1_000) < chosenPermille;
      DamageCase damage = cases.get(i);
      if (i < first || (!isChosen && damage.kind() != DamageCase.Kind.DELETE)) {
        continue;
      }
      tried++;
      child.tryCase(damage);
    }
    StoredFiles.delete(child.scratch);
    System.out.println("tried " + tried + " told " + child.told);
  }

  private void tryCase(DamageCase damage) throws IOException {
    System.out.println("case " + damage);
    renew();
    damage.inflict(scratch);
    try {
      check(damage);
    } catch (AssertionError | RuntimeException e) {
      System.out.println("bad " + damage + ": " + e);
    }
  }

  private void check(DamageCase damage) throws IOException {
    boolean isTold = false;
    int missing = 0;
    try (StorageEngine engine = DamageStore.open(provider, scratch)) {
      for (int partition = 0; partition < DamageStore.PARTITIONS; partition++) {
        Optional<PartitionLog> log = engine.partitions().find(DamageStore.name(partition));
        if (log.isEmpty()) {
          throw new AssertionError("C3: partition " + partition + " is gone");
        }
        DamagedReading reading = new DamagedReading(log.get(), written.get(partition));
        reading.run();
        isTold |= reading.isDamageTold();
        missing += reading.missing();
      }
    } catch (StorageException e) {
      isTold = true;
      if (damage.isDerived()) {
        throw new AssertionError("C4: a damaged derived file is told as " + e, e);
      }
    }
    told += isTold ? 1 : 0;
    require(damage, isTold, missing);
  }

  private static void require(DamageCase damage, boolean isTold, int missing) {
    if (damage.isDerived() && (isTold || missing > 0)) {
      throw new AssertionError("C4: a derived file hides " + missing + " batches, told: " + isTold);
    }
    if (!isTold && missing > 0) {
      throw new AssertionError("C3: " + missing + " batches are gone without a word");
    }
  }

  private void renew() throws IOException {
    StoredFiles.delete(scratch);
    StoredFiles.copy(pristine, scratch);
  }
}
