package io.duolog.io.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeaseCountTest {
  private final LeaseCount leases = new LeaseCount();

  @Test
  void closingWithoutLeasesTellsTheCallerToFree() {
    assertTrue(leases.close());
    assertTrue(leases.isClosed());
    assertFalse(leases.tryAcquire());
  }

  @Test
  void theLastReleaseOfAClosedResourceFreesAndNoOther() {
    assertTrue(leases.tryAcquire());
    assertTrue(leases.tryAcquire());
    assertFalse(leases.close());
    assertEquals(2, leases.count());
    assertFalse(leases.release());
    assertTrue(leases.release());
    assertEquals(0, leases.count());
  }

  @Test
  void releasingAnOpenResourceNeverFrees() {
    assertTrue(leases.tryAcquire());
    assertFalse(leases.release());
    assertFalse(leases.isClosed());
  }

  @Test
  void closingTwiceFreesOnce() {
    assertTrue(leases.close());
    assertFalse(leases.close());
  }

  @Test
  void releasingMoreThanWasAcquiredThrowsAndChangesNothing() {
    assertThrows(IllegalStateException.class, leases::release);
    assertTrue(leases.tryAcquire());
    leases.close();
    assertTrue(leases.release());
    assertThrows(IllegalStateException.class, leases::release);
    assertEquals(0, leases.count());
    assertTrue(leases.isClosed());
  }
}
