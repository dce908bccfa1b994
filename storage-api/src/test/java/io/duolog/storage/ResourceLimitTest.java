package io.duolog.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.storage.error.ResourceLimitException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceLimitTest {
  @Test
  void e4_aUsedUpLimitIsATypedRefusalThatTakesNothing() {
    ResourceLimit limit = new ResourceLimit("mappings", 3);
    limit.acquire(2);
    ResourceLimitException e = assertThrows(ResourceLimitException.class, () -> limit.acquire(2));
    assertEquals("all 3 mappings are in use, 2 more were asked for", e.getMessage());
    assertEquals(2, limit.used());
  }

  @Test
  void givingBackMoreThanWasTakenIsAnError() {
    ResourceLimit limit = new ResourceLimit("mappings", 3);
    assertThrows(IllegalStateException.class, () -> limit.release(1));
  }

  @Test
  void manyThreadsNeverTakeMoreThanThereIs() throws InterruptedException {
    ResourceLimit limit = new ResourceLimit("descriptors", 5);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 100_000; n++) {
                      if (limit.tryAcquire(2)) {
                        limit.release(2);
                      }
                    }
                  }));
    }
    while (threads.stream().anyMatch(Thread::isAlive)) {
      assertTrue(limit.used() <= 5);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, limit.used());
  }
}
