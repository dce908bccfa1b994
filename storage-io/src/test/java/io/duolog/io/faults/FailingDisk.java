package io.duolog.io.faults;

import io.duolog.io.file.Disk;
import io.duolog.io.file.DiskFullException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Thread-safe. Fails or holds the calls it is told to; all others go through. */
public final class FailingDisk extends ObservedDisk {
  private final List<Fault> faults = new CopyOnWriteArrayList<>();

  public FailingDisk(Disk disk) {
    super(disk);
  }

  /** No space is left. */
  public static IOException full() {
    return new DiskFullException("injected", new IOException("No space left on device"));
  }

  /** The device reports an error. */
  public static IOException inputOutputError() {
    return new IOException("Input/output error");
  }

  /** Fails the {@code nth} call of this operation from now on, counted from 1, and no other. */
  public FailingDisk fail(DiskOperation operation, int nth, Supplier<IOException> failure) {
    return fail(call -> call.operation() == operation, nth, failure);
  }

  /** Fails the {@code nth} of the calls chosen, counted from 1, and no other. */
  public FailingDisk fail(Predicate<DiskCall> chosen, int nth, Supplier<IOException> failure) {
    faults.add(new Failure(chosen, nth, nth, failure, 0));
    return this;
  }

  /** Fails all of the calls chosen until {@link #heal}. */
  public FailingDisk failAll(Predicate<DiskCall> chosen, Supplier<IOException> failure) {
    faults.add(new Failure(chosen, 1, Integer.MAX_VALUE, failure, 0));
    return this;
  }

  /** Fails the next write or append of the calls chosen after {@code count} bytes of it were written. */
  public FailingDisk failAfterBytes(Predicate<DiskCall> chosen, int count, Supplier<IOException> failure) {
    faults.add(new Failure(chosen, 1, 1, failure, count));
    return this;
  }

  /** Holds the calls chosen until the hold is released. */
  public Hold hold(Predicate<DiskCall> chosen) {
    Hold hold = new Hold(chosen);
    faults.add(hold);
    return hold;
  }

  /** Forgets all faults; calls that are held stay so until their release. */
  public void heal() {
    faults.clear();
  }

  @Override
  protected void before(DiskCall call) throws IOException {
    beforeWrite(call, count -> {});
  }

  @Override
  protected void beforeWrite(DiskCall call, PartialWrite partialWrite) throws IOException {
    for (Fault fault : faults) {
      fault.meet(call, partialWrite);
    }
  }

  /** What may happen to a call. */
  interface Fault {
    void meet(DiskCall call, PartialWrite partialWrite) throws IOException;
  }

  /** Thread-safe. Fails the first to the last of the calls chosen. */
  private static final class Failure implements Fault {
    private final Predicate<DiskCall> chosen;
    private final int first;
    private final int last;
    private final Supplier<IOException> failure;
    private final int bytesBefore;
    private final AtomicInteger seen = new AtomicInteger();

    Failure(Predicate<DiskCall> chosen, int first, int last, Supplier<IOException> failure, int bytesBefore) {
      this.chosen = chosen;
      this.first = first;
      this.last = last;
      this.failure = failure;
      this.bytesBefore = bytesBefore;
    }

    @Override
    public void meet(DiskCall call, PartialWrite partialWrite) throws IOException {
      if (!chosen.test(call)) {
        return;
      }
      int number = seen.incrementAndGet();
      if (number >= first && number <= last) {
        partialWrite.write(bytesBefore);
        throw failure.get();
      }
    }
  }

  /** Thread-safe. Calls that wait; released by closing. */
  public static final class Hold implements Fault, AutoCloseable {
    private final Predicate<DiskCall> chosen;
    private final CountDownLatch isReached = new CountDownLatch(1);
    private final CountDownLatch isReleased = new CountDownLatch(1);

    private Hold(Predicate<DiskCall> chosen) {
      this.chosen = chosen;
    }

    /** Waits until a call is held. */
    public void awaitReached() throws InterruptedException {
      isReached.await();
    }

    @Override
    public void meet(DiskCall call, PartialWrite partialWrite) throws IOException {
      if (!chosen.test(call)) {
        return;
      }
      isReached.countDown();
      try {
        isReleased.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while held", e);
      }
    }

    /** Lets the calls go on, now and later. */
    public void release() {
      isReleased.countDown();
    }

    @Override
    public void close() {
      release();
    }
  }
}
