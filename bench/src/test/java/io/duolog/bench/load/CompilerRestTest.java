package io.duolog.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CompilerRestTest {
  CompilerRestTest() {}

  @Test
  void practiceIsRepeatedAndHasAnEnd() {
    AtomicInteger steps = new AtomicInteger();
    CompilerRest.practise(steps::incrementAndGet);
    assertTrue(steps.get() >= 2 && steps.get() <= 7, steps + " steps");
  }

  @Test
  void practiceThatFailsIsNotRepeated() {
    AtomicInteger steps = new AtomicInteger();
    Runnable failing =
        () -> {
          steps.incrementAndGet();
          throw new IllegalStateException("no append");
        };
    assertThrows(IllegalStateException.class, () -> CompilerRest.practise(failing));
    assertEquals(1, steps.get());
  }
}
