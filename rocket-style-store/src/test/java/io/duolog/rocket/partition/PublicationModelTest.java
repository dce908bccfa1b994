package io.duolog.rocket.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.file.ResourceBudget;
import io.duolog.io.file.SystemDisk;
import io.duolog.io.mapped.MappedFile;
import io.duolog.io.watch.ModelChecking;
import io.duolog.rocket.queue.ConsumeQueue;
import io.duolog.rocket.queue.LoneQueue;
import io.duolog.rocket.queue.QueueCursor;
import io.duolog.rocket.queue.QueueFile;
import io.duolog.rocket.queue.QueueSlot;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three entries of one queue are published by two threads in every order, and the log end follows (V1). */
public class PublicationModelTest {
  private static final int ENTRIES = 3;
  private static final int BATCH_BYTES = 100;
  private static final int FILE_BYTES = 1 << 20;

  /** Of the run, as the models are made by reflection: each begins with the first page, emptied. */
  private static @Nullable QueueFile file;

  @TempDir private Path area;

  @Test
  void v1_inEveryOrderTheLogEndReachesWhatIsPublishedAndEachAppendIsToldOnce() throws IOException {
    Path path = area.resolve("queue");
    MappedFile mapped = MappedFile.create(new SystemDisk(), new ResourceBudget(1, 1), path, FILE_BYTES);
    try (QueueFile own = new QueueFile(mapped, 0)) {
      file = own;
      ModelChecking.options().sequentialSpecification(Silent.class).check(Publication.class);
    }
  }

  /** What a caller sees of the model: nothing, unless a call throws. */
  public static final class Silent {
    /** Publishes the first entry. */
    public void first() {}

    /** Publishes the second entry. */
    public void second() {}

    /** Publishes the third entry. */
    public void third() {}

    /** Looks. */
    public void look() {}
  }

  /** One partition with three entries that are reserved and written. */
  public static final class Publication {
    private final QueueSlot[] slots = new QueueSlot[ENTRIES];
    private final Told[] told = new Told[ENTRIES];
    private final boolean[] isPublished = new boolean[ENTRIES];
    private final Partition partition;
    private volatile long seenEnd;

    /** Reserves. */
    public Publication() {
      ConsumeQueue queue = LoneQueue.in(List.of(Objects.requireNonNull(file)), 1);
      PartitionSpec spec =
          new PartitionSpec(new PartitionIdentity(new UUID(1, 2), 0), new TopicPartition("topic", 0));
      partition = new Partition(spec, 1, queue, new Completions());
      for (int entry = 0; entry < ENTRIES; entry++) {
        told[entry] = new Told();
        slots[entry] = new QueueSlot();
        queue.reserve(slots[entry], entry, BATCH_BYTES, 0);
        slots[entry].writePlace(entry, (long) entry * BATCH_BYTES);
        slots[entry].writeTraits(1, 0, 0);
      }
    }

    private void publish(int entry) {
      slots[entry].publish(BATCH_BYTES);
      partition.advance(new QueueCursor());
      partition.completeWhenVisible(entry, entry + 1, told[entry]);
      isPublished[entry] = true;
    }

    /** Publishes the first entry. */
    @Operation(runOnce = true)
    public void first() {
      publish(0);
    }

    /** Publishes the second entry. */
    @Operation(runOnce = true)
    public void second() {
      publish(1);
    }

    /** Publishes the third entry. */
    @Operation(runOnce = true)
    public void third() {
      publish(2);
    }

    /** What was told is visible, and what was visible stays. */
    @Operation
    public void look() {
      long before = seenEnd;
      int lastTold = ENTRIES;
      while (lastTold > 0 && told[lastTold - 1].times == 0) {
        lastTold--;
      }
      long end = partition.logEnd();
      assertTrue(end >= lastTold, "told before it was visible");
      assertTrue(end >= before, "the log end went back");
      seenEnd = Math.max(before, end);
    }

    /** When all calls have returned. */
    @Validate
    public void theLogEndIsTheEndOfThePrefix() {
      int prefix = 0;
      while (prefix < ENTRIES && isPublished[prefix]) {
        prefix++;
      }
      assertEquals(prefix, partition.logEnd());
      for (int entry = 0; entry < ENTRIES; entry++) {
        assertEquals(entry < prefix ? 1 : 0, told[entry].times);
      }
    }
  }

  /** Counts. */
  private static final class Told implements AppendCompletion {
    private volatile int times;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // told twice at once would be a mistake that the count shows anyway
    public void appended(long baseOffset, long lastOffset) {
      times++;
    }

    @Override
    public void rejected(AppendRejection rejection) {
      throw new AssertionError(rejection.toString());
    }

    @Override
    public void failed(StorageException cause) {
      throw cause;
    }
  }
}
