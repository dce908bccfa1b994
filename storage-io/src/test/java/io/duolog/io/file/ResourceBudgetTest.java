package io.duolog.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResourceBudgetTest {
  @Test
  void takingBeyondTheCapFailsAndTakesNothing() throws Exception {
    ResourceBudget budget = new ResourceBudget(1, 2);
    budget.takeMapping();
    assertThrows(ResourceExhaustedException.class, budget::takeMapping);
    assertEquals(1, budget.liveMappings());
    budget.takeDescriptor();
    budget.takeDescriptor();
    assertThrows(ResourceExhaustedException.class, budget::takeDescriptor);
    budget.returnMapping();
    budget.takeMapping();
    assertEquals(2, budget.liveDescriptors());
  }

  @Test
  void returningMoreThanWasTakenThrows() {
    ResourceBudget budget = new ResourceBudget(1, 1);
    assertThrows(IllegalStateException.class, budget::returnMapping);
    assertThrows(IllegalStateException.class, budget::returnDescriptor);
  }

  @Test
  void aCapIsPositive() {
    assertThrows(IllegalArgumentException.class, () -> new ResourceBudget(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new ResourceBudget(1, 0));
  }

  @Test
  void manyThreadsNeverHoldMoreThanTheCap() throws Exception {
    int cap = 3;
    ResourceBudget budget = new ResourceBudget(cap, 1);
    AtomicInteger held = new AtomicInteger();
    AtomicInteger mostHeld = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> takers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        takers.add(threads.submit(() -> takeAndReturn(budget, held, mostHeld)));
      }
      for (Future<?> taker : takers) {
        taker.get();
      }
    }
    assertEquals(0, budget.liveMappings());
    assertEquals(cap, Math.max(cap, mostHeld.get()));
  }

  private static void takeAndReturn(ResourceBudget budget, AtomicInteger held, AtomicInteger mostHeld) {
    for (int i = 0; i < 20_000; i++) {
      try {
        budget.takeMapping();
      } catch (ResourceExhaustedException e) {
        continue;
      }
      mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
      held.decrementAndGet();
      budget.returnMapping();
    }
  }
}
