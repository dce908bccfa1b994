package io.duolog.rocket.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader puts a page that was derived again into the table while appends add pages. */
class PageTableTest {
  private static final int ROUNDS = 2000;
  private static final int PAGES = 2_000;

  @Test
  @Timeout(60)
  void c4_noPageIsLostBesideOneThatIsReplaced() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      PageTable table = new PageTable();
      table.add(0, 0, 0, 0);
      AtomicBoolean isDone = new AtomicBoolean();
      CountDownLatch isReplacing = new CountDownLatch(1);
      CompletableFuture<Void> replacing =
          CompletableFuture.runAsync(() -> replace(table, isReplacing, isDone));
      isReplacing.await();
      try {
        for (int page = 1; page < PAGES; page++) {
          table.add(page, page, 0, 0);
          assertEquals(page + 1, table.count());
        }
      } finally {
        isDone.set(true);
      }
      replacing.get();
      for (int page = 1; page < PAGES; page++) {
        assertEquals(page, table.page(page));
      }
    }
  }

  private static void replace(PageTable table, CountDownLatch isReplacing, AtomicBoolean isDone) {
    for (int number = PAGES; !isDone.get(); number++) {
      table.replace(0, number);
      assertEquals(number, table.page(0));
      isReplacing.countDown();
    }
  }
}
