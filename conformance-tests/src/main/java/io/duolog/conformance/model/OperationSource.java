package io.duolog.conformance.model;

import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Defect;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.Capability;
import io.duolog.storage.Durability;
import io.duolog.storage.Isolation;
import io.duolog.storage.ReadIntent;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TimestampQuery;
import java.util.Set;
import java.util.SplittableRandom;

/** The operations of a seed, one after the other; they depend on the seed and on the oracle. Confined to one thread. */
final class OperationSource {
  private static final int PARTITIONS = 6;
  private static final int OPAQUE_PARTITION = 0;
  private static final int[] READ_BYTES = {1, 120, 1_000, 5_000, 40_000, 1_000_000};
  private static final int ONE_IN = 1_000;

  private final SplittableRandom random;
  private final Oracle oracle;
  private final Set<Capability> capabilities;
  private long time;

  OperationSource(long seed, Oracle oracle, Set<Capability> capabilities) {
    this.random = new SplittableRandom(seed);
    this.oracle = oracle;
    this.capabilities = capabilities;
  }

  /** The next operation. */
  Operation next() {
    time++;
    int dice = random.nextInt(ONE_IN);
    if (oracle.partitions() == 0 || (oracle.partitions() < PARTITIONS && dice < 3)) {
      return new Operation.Create(oracle.partitions());
    }
    int partition = random.nextInt(oracle.partitions());
    if (dice < 530) {
      return append(partition);
    }
    if (dice < 570) {
      return new Operation.AppendDefect(partition, pick(Defect.values()), random.nextLong());
    }
    if (dice < 580) {
      return fenced(partition);
    }
    if (dice < 800) {
      return read(partition);
    }
    if (dice < 860) {
      return lookup(partition);
    }
    if (dice < 940) {
      return new Operation.Offsets(partition, random.nextLong(oracle.logEnd(partition) + 1));
    }
    if (dice < 995) {
      return new Operation.Advance(partition, random.nextLong(oracle.logEnd(partition) + 1));
    }
    return rare(partition, dice);
  }

  private Operation rare(int partition, int dice) {
    if (dice == 999 && capabilities.contains(Capability.PERSISTENCE)) {
      return new Operation.Reopen();
    }
    if (dice >= 997 && capabilities.contains(Capability.SYNCED_DURABILITY)) {
      return new Operation.Sync();
    }
    return new Operation.Offsets(partition, oracle.logEnd(partition));
  }

  private Operation append(int partition) {
    boolean isSynced = random.nextInt(50) == 0 && capabilities.contains(Capability.SYNCED_DURABILITY);
    int epoch = AppendOptions.NO_EPOCH;
    if (random.nextInt(40) == 0) {
      epoch = Math.max(0, oracle.epoch(partition) + random.nextInt(3));
    }
    return new Operation.Append(
        partition, plan(partition), isSynced ? Durability.SYNCED : Durability.BUFFERED, epoch);
  }

  private BatchPlan plan(int partition) {
    int dice = random.nextInt(20);
    BatchPlan.Kind kind = BatchPlan.Kind.PLAIN;
    if (dice == 0) {
      kind = BatchPlan.Kind.GZIP;
    } else if (dice == 1 && partition == OPAQUE_PARTITION) {
      kind = BatchPlan.Kind.OPAQUE;
    }
    boolean isLarge = random.nextInt(30) == 0;
    int records = isLarge ? 1 : 1 + random.nextInt(6);
    int valueBytes = isLarge ? 2_000 + random.nextInt(1_900) : random.nextInt(80);
    return new BatchPlan(kind, records, valueBytes, time, random.nextLong());
  }

  private Operation fenced(int partition) {
    int epoch = oracle.epoch(partition);
    if (epoch < 1) {
      return append(partition);
    }
    return new Operation.AppendFenced(partition, plan(partition), random.nextInt(epoch));
  }

  private Operation read(int partition) {
    long end = oracle.logEnd(partition);
    long offset =
        switch (random.nextInt(8)) {
          case 0 -> end;
          case 1 -> end + 1 + random.nextInt(3);
          case 2, 3 -> Math.max(0, end - random.nextInt(40));
          default -> random.nextLong(end + 1);
        };
    ReadOptions options =
        new ReadOptions(
            pick(Isolation.values()),
            pick(ReadIntent.values()),
            random.nextInt(5) != 0,
            random.nextInt(5) == 0,
            ReadOptions.NO_EPOCH);
    return new Operation.Read(partition, offset, READ_BYTES[random.nextInt(READ_BYTES.length)], options);
  }

  /** Where a batch stands that nobody here can decode, only the ends are asked for. */
  private Operation lookup(int partition) {
    int dice = random.nextInt(10);
    if (dice == 0) {
      return new Operation.Lookup(partition, new TimestampQuery.Earliest());
    }
    if (dice == 1 || partition == OPAQUE_PARTITION) {
      return new Operation.Lookup(partition, new TimestampQuery.Latest());
    }
    if (dice == 2) {
      return new Operation.Lookup(partition, new TimestampQuery.MaxTimestamp());
    }
    long asked = Batches.EPOCH_MILLIS - 50 + random.nextLong(time + 600);
    return new Operation.Lookup(partition, new TimestampQuery.AtOrAfter(asked));
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
