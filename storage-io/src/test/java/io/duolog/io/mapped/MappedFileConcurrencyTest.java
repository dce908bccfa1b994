package io.duolog.io.mapped;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.duolog.io.file.ClosedFileException;
import io.duolog.io.file.ResourceBudget;
import io.duolog.io.file.SystemDisk;
import io.duolog.io.watch.ProcessWatch;
import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileConcurrencyTest {
  private static final int SIZE = 64 << 10;
  private static final int USERS = 8;
  private static final int ROUNDS = 60;

  @TempDir Path directory;

  @Test
  void nobodyMeetsAnUnmappedFileWhileItIsClosedAmongManyUsers() throws Exception {
    SystemDisk disk = new SystemDisk();
    ResourceBudget budget = new ResourceBudget(1, 1);
    Path path = directory.resolve("file");
    MappedFile.create(disk, budget, path, SIZE).close();
    try (ExecutorService threads = Executors.newFixedThreadPool(USERS)) {
      for (int round = 0; round < ROUNDS; round++) {
        MappedFile mapped = MappedFile.open(disk, budget, path, MapMode.READ_WRITE);
        useUntilClosed(mapped, threads);
        assertEquals(0, budget.liveMappings());
        assertEquals(0, mapped.leaseCount());
      }
    }
    assertEquals(0, ProcessWatch.mappingsOf(directory));
  }

  /** An access after the unmapping throws IllegalStateException, which the future brings here. */
  private static void useUntilClosed(MappedFile mapped, ExecutorService threads) throws Exception {
    CountDownLatch isInUse = new CountDownLatch(USERS);
    List<Future<Long>> users = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      users.add(threads.submit(user(mapped, isInUse, user)));
    }
    isInUse.await();
    mapped.close();
    for (Future<Long> user : users) {
      user.get();
    }
  }

  private static Callable<Long> user(MappedFile mapped, CountDownLatch isInUse, int number) {
    return () -> {
      long uses = 0;
      while (mapped.tryAcquire()) {
        use(mapped, number, uses);
        mapped.release();
        if (uses++ == 0) {
          isInUse.countDown();
        }
      }
      return uses;
    };
  }

  private static void use(MappedFile mapped, int number, long uses) throws IOException {
    long offset = (uses * 64 + number * 8L) % SIZE;
    mapped.segment().set(JAVA_LONG, offset, uses);
    assertEquals(uses, Long.reverseBytes(mapped.view().getLong((int) offset)));
    if (uses % 16 == number) {
      try {
        mapped.populate(0, SIZE);
      } catch (ClosedFileException e) {
        assertFalse(mapped.tryAcquire(), "refused while open");
      }
    }
  }
}
