package io.duolog.io.lease;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.io.watch.ModelChecking;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** All interleavings of a few calls agree with one number behind a lock: above all, exactly one caller frees. */
public class LeaseCountLinearizabilityTest {
  @Test
  void theCountIsLinearizable() {
    ModelChecking.options().sequentialSpecification(LockedLeases.class).check(Leases.class);
  }

  @Test
  void aFlagBesideTheCountIsFound() {
    AssertionError found =
        assertThrows(
            AssertionError.class,
            () -> ModelChecking.options().sequentialSpecification(LockedLeases.class).check(FlagAndCount.class));
    assertTrue(String.valueOf(found.getMessage()).contains("Invalid execution results"), found::toString);
  }

  /** The class under test. */
  public static final class Leases {
    private final LeaseCount leases = new LeaseCount();

    @Operation
    public boolean tryAcquire() {
      return leases.tryAcquire();
    }

    @Operation
    public boolean release() {
      return leases.release();
    }

    @Operation
    public boolean close() {
      return leases.close();
    }

    @Operation
    public int count() {
      return leases.count();
    }
  }

  /** What the class promises. Confined to one thread. */
  public static final class LockedLeases {
    private int count;
    private boolean isClosed;

    public boolean tryAcquire() {
      if (isClosed) {
        return false;
      }
      count++;
      return true;
    }

    public boolean release() {
      if (count == 0) {
        throw new IllegalStateException("none is held");
      }
      count--;
      return isClosed && count == 0;
    }

    public boolean close() {
      boolean isFirst = !isClosed;
      isClosed = true;
      return isFirst && count == 0;
    }

    public int count() {
      return count;
    }
  }

  /** The simpler way that is wrong: the flag is looked at before the count is taken. */
  public static final class FlagAndCount {
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean isClosed =
        new AtomicBoolean();

    @Operation
    public boolean tryAcquire() {
      if (isClosed.get()) {
        return false;
      }
      count.incrementAndGet();
      return true;
    }

    @Operation
    public boolean close() {
      return isClosed.compareAndSet(false, true) && count.get() == 0;
    }
  }
}
