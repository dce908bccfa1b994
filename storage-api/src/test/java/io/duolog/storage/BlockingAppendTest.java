package io.duolog.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import org.junit.jupiter.api.Test;

class BlockingAppendTest {
  @Test
  void theOutcomeOfTheSameThreadIsSeenAtOnce() {
    BlockingAppend completion = BlockingAppend.armed();
    completion.appended(7, 9);
    assertEquals(9, completion.await());
  }

  @Test
  void oneObjectServesManyAppendsOfAThread() throws InterruptedException {
    BlockingAppend completion = new BlockingAppend();
    for (int i = 0; i < 1_000; i++) {
      long lastOffset = i;
      completion.arm();
      Thread other = Thread.ofPlatform().start(() -> completion.appended(0, lastOffset));
      assertEquals(i, completion.await());
      other.join();
    }
  }

  @Test
  void a9_aRejectionAndAFaultAreThrownByTheWaitingThread() {
    BlockingAppend completion = BlockingAppend.armed();
    AppendRejection rejection = new AppendRejection.OutOfOrderSequence(1, 5, 7);
    completion.rejected(rejection);
    assertSame(rejection, assertThrows(AppendRejectedException.class, completion::await).rejection());

    EngineClosedException fault = new EngineClosedException("closed", FaultLocation.NONE, null);
    completion.arm();
    completion.failed(fault);
    assertSame(fault, assertThrows(EngineClosedException.class, completion::await));
  }

  @Test
  void e6_anInterruptOutlivesTheWait() throws InterruptedException {
    BlockingAppend completion = BlockingAppend.armed();
    Thread.currentThread().interrupt();
    Thread other = Thread.ofPlatform().start(() -> completion.appended(0, 0));
    completion.await();
    assertTrue(Thread.interrupted());
    other.join();
  }

  @Test
  void anAppendThatWasNeverToldDoesNotEndALaterOne() {
    BlockingAppend lost = BlockingAppend.armed();
    BlockingAppend next = BlockingAppend.armed();
    lost.appended(0, 0);
    next.appended(7, 9);
    assertEquals(9, next.await());
    assertSame(next, BlockingAppend.armed());
  }
}
