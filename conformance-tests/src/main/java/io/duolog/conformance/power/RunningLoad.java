package io.duolog.conformance.power;

import io.duolog.conformance.kill.ChildProcess;
import io.duolog.conformance.kill.Promises;
import io.duolog.conformance.kill.Report;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A child that loads a store, and a thread that takes down what it promises. Confined to one thread, but for the
 * promises.
 */
final class RunningLoad {
  private static final long LIMIT_SECONDS = 60;
  private static final long PAUSE_NANOS = 1_000_000;

  private final ChildProcess child;
  private final Promises promises;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Thread drain;
  private volatile boolean isCut;

  private RunningLoad(ChildProcess child, Promises promises) {
    this.child = child;
    this.promises = promises;
    this.drain = Thread.ofPlatform().daemon().name("promises").unstarted(this::drain);
  }

  /**
   * Takes over a child and returns when its store is open.
   *
   * @param child was just started
   * @param promises gets what the child tells
   */
  static RunningLoad of(ChildProcess child, Promises promises) throws IOException, InterruptedException {
    RunningLoad load = new RunningLoad(child, promises);
    load.drain.start();
    if (!load.ready.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      load.end();
      throw new AssertionError("the store was not open within " + LIMIT_SECONDS + " s");
    }
    load.requireHealthy();
    return load;
  }

  private void drain() {
    try {
      child.drain(this::take);
    } catch (IOException | AssertionError e) {
      failure.compareAndSet(null, e);
    } finally {
      ready.countDown();
    }
  }

  private void take(Report report) {
    if (isCut && report instanceof Report.Failed) {
      return;
    }
    promises.add(report);
    if (report instanceof Report.Ready) {
      ready.countDown();
    }
  }

  /** Waits until so many batches in all are acknowledged. */
  void awaitAcknowledgements(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (promises.acknowledgements() < count) {
      requireHealthy();
      if (!drain.isAlive() || System.nanoTime() - deadline > 0) {
        throw new AssertionError("only " + promises.acknowledgements() + " of " + count + " acknowledgements came");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void requireHealthy() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new AssertionError("the load failed", cause);
    }
  }

  /** Holds the child still. */
  void suspend() throws IOException, InterruptedException {
    child.suspend();
  }

  /** Lets it go on. */
  void resume() throws IOException, InterruptedException {
    child.resume();
  }

  /** From now on the child may fail, since its disk does. */
  void expectFailure() {
    isCut = true;
  }

  /** Kills the child and takes down the last that it promised. */
  void end() throws IOException, InterruptedException {
    child.destroy();
    drain.join(); // before anybody closes what it reads
    child.kill(this::take);
    if (!isCut) {
      requireHealthy();
    }
  }
}
