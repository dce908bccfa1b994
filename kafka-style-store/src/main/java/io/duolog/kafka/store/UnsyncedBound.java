package io.duolog.kafka.store;

import io.duolog.io.window.UnsyncedWindow;
import io.duolog.storage.EngineClock;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.OverloadedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread-safe. The bytes of a store that are published and that no finished force covers, bounded by number and age
 * (rule D7).
 *
 * <p>A writer enters with its bytes before it writes; they leave when a force has covered them, or when they are given
 * up. The thread {@code <store>-flusher} asks for forces: of everything as soon as half the bytes are used, of what has
 * reached the age. While more than half is used, whoever ends a force begins the next one, so the thread is woken once
 * and not by every append. What is written is listed until the thread finds it forced. The entries themselves are
 * linked, newcomers by whoever writes, all others by the thread: listing allocates nothing, so it cannot fail after the
 * bytes are there. A step that fails is done again; nothing ends the thread but {@link #stop}.
 */
public final class UnsyncedBound {
  private static final Logger LOG = LoggerFactory.getLogger(UnsyncedBound.class);
  private static final int OVERDUE_AGES = 4;
  private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Path store;
  private final Bounds bounds;
  private final EngineClock clock;
  private final UnsyncedWindow window;
  private final AtomicReference<@Nullable Entry> newcomers = new AtomicReference<>();
  private final AtomicBoolean isPressed = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean isOverdue;
  private volatile boolean isClosed;
  private volatile boolean isStopping;
  private @Nullable Entry listed; // confined to the thread

  private UnsyncedBound(Path store, Bounds bounds, EngineClock clock) {
    this.store = store;
    this.bounds = bounds;
    this.clock = clock;
    this.window = new UnsyncedWindow(bounds.bytes() == 0 ? Long.MAX_VALUE : bounds.bytes());
    this.thread = Thread.ofPlatform().daemon().name(store.getFileName() + "-flusher").unstarted(this::work);
  }

  /** Nothing is written yet; the thread runs until {@link #stop}. */
  public static UnsyncedBound start(Path store, Bounds bounds, EngineClock clock) {
    UnsyncedBound data = new UnsyncedBound(store, bounds, clock);
    data.thread.start();
    return data;
  }

  /**
   * The bounds of a store.
   *
   * @param bytes most bytes, 0 for no bound
   * @param ageNanos age at which a force starts, 0 for no bound
   * @param waitNanos how long a blocking append waits for room
   */
  public record Bounds(long bytes, long ageNanos, long waitNanos) {}

  /** One partition among those that have unsynced bytes. Thread-safe. */
  public static final class Entry {
    private final Flushable flushable;
    private final AtomicBoolean isListed = new AtomicBoolean();
    private @Nullable Entry next; // of whoever has it in a list

    /** Not listed yet. */
    public Entry(Flushable flushable) {
      this.flushable = flushable;
    }
  }

  /**
   * Enters with bytes that are about to be written. Never waits.
   *
   * @throws OverloadedException if there is no room; then nothing has changed
   */
  public void enter(long bytes) {
    if (isOverdue) {
      throw overloaded("the oldest byte is unsynced for more than " + OVERDUE_AGES + " times the age", bytes);
    }
    long excess = window.enter(bytes);
    if (excess > 0) {
      press();
      throw overloaded(window.bytes() + " bytes are unsynced, the bound is " + bounds.bytes(), excess);
    }
    if (window.isHalfFull()) {
      press();
    }
  }

  private OverloadedException overloaded(String reason, long excessBytes) {
    return new OverloadedException(store + ": " + reason, excessBytes, SHORTEST_PAUSE_NANOS);
  }

  private void press() {
    if (!isPressed.get() && isPressed.compareAndSet(false, true)) {
      LockSupport.unpark(thread);
    }
  }

  /** Takes bytes out, which were forced or given up. */
  public void leave(long bytes) {
    window.leave(bytes);
    if (isPressed.get() && !window.isHalfFull()) {
      isPressed.set(false);
      if (window.isHalfFull()) {
        press(); // who filled it meanwhile found it pressed
      }
    }
    if (isOverdue) {
      LockSupport.unpark(thread);
    }
  }

  /** Notes the first byte of a partition above what is forced. */
  public void written(Entry entry) {
    list(entry);
    if (isPressed.get()) {
      entry.flushable.flush();
    }
  }

  private void list(Entry entry) {
    if (!entry.isListed.compareAndSet(false, true)) {
      return;
    }
    Entry before = newcomers.get();
    while (true) {
      entry.next = before;
      Entry witness = newcomers.compareAndExchange(before, entry);
      if (witness == before) {
        return;
      }
      before = witness;
    }
  }

  /** Whether at least half the bytes are used. */
  public boolean isPressed() {
    return isPressed.get();
  }

  /** Bytes that are unsynced. */
  public long bytes() {
    return window.bytes();
  }

  /** How long a blocking append waits for room, in nanoseconds. */
  public long waitNanos() {
    return bounds.waitNanos();
  }

  /**
   * Waits until {@code bytes} may find room, the time is over, or the writer gives up.
   *
   * @param isGivenUp whether room is of no use any more; who makes it true calls {@link #wakeWaiting} then
   * @return what is left of {@code nanos}
   * @throws InterruptedException if the thread was interrupted
   * @throws EngineClosedException if the store is closed
   */
  public long awaitRoom(long bytes, long nanos, BooleanSupplier isGivenUp) throws InterruptedException {
    long left = isOverdue ? awaitForces(nanos, isGivenUp) : window.awaitRoom(bytes, nanos, isGivenUp);
    if (isClosed) {
      throw new EngineClosedException("the store is closed", FaultLocation.of(store), null);
    }
    return left;
  }

  private synchronized long awaitForces(long nanos, BooleanSupplier isGivenUp) throws InterruptedException {
    long deadline = System.nanoTime() + nanos;
    long left = nanos;
    while (left > 0 && isOverdue && !isClosed && !isGivenUp.getAsBoolean()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    return left;
  }

  private void work() {
    long pause = SHORTEST_PAUSE_NANOS;
    while (!isStopping) {
      LockSupport.parkNanos(this, bounds.ageNanos() == 0 ? LONGEST_PAUSE_NANOS : pause);
      Thread.interrupted(); // nobody interrupts this thread on purpose
      try {
        pause = flushDue();
      } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
        pause = SHORTEST_PAUSE_NANOS;
        Complaint.log(LOG, "a flusher goes on after a failed step", e);
      }
    }
  }

  /** Asks for the forces that are due; returns when to look again. */
  private long flushDue() {
    boolean isHalfFull = isPressed.get();
    long now = clock.nanoTime();
    long oldest = 0;
    takeNewcomers();
    Entry before = null;
    for (Entry entry = listed; entry != null; ) {
      Entry next = entry.next;
      long age = entry.flushable.unsyncedForNanos(now);
      if (age == Flushable.NOTHING) {
        unlink(entry, before);
        delist(entry, now);
      } else {
        before = entry;
        oldest = Math.max(oldest, age);
        if (isHalfFull || isDue(age)) {
          entry.flushable.flush();
        }
      }
      entry = next;
    }
    setOverdue(bounds.ageNanos() > 0 && oldest / OVERDUE_AGES >= bounds.ageNanos());
    return pauseFor(oldest);
  }

  private void takeNewcomers() {
    for (Entry entry = newcomers.getAndSet(null); entry != null; ) {
      Entry next = entry.next;
      entry.next = listed;
      listed = entry;
      entry = next;
    }
  }

  private void unlink(Entry entry, @Nullable Entry before) {
    if (before == null) {
      listed = entry.next;
    } else {
      before.next = entry.next;
    }
  }

  private boolean isDue(long ageNanos) {
    return bounds.ageNanos() > 0 && ageNanos >= bounds.ageNanos();
  }

  private long pauseFor(long oldestNanos) {
    long quarter = Math.max(SHORTEST_PAUSE_NANOS, bounds.ageNanos() / OVERDUE_AGES);
    long untilDue = bounds.ageNanos() - oldestNanos;
    return untilDue > 0 ? Math.clamp(untilDue, SHORTEST_PAUSE_NANOS, quarter) : quarter;
  }

  private void delist(Entry entry, long now) {
    entry.isListed.set(false);
    if (entry.flushable.unsyncedForNanos(now) != Flushable.NOTHING) {
      list(entry); // its writer found it listed
    }
  }

  private void setOverdue(boolean isNow) {
    if (isNow != isOverdue) {
      synchronized (this) {
        isOverdue = isNow;
        notifyAll();
      }
    }
  }

  /** Has whoever waits for room look again whether it still waits. */
  public void wakeWaiting() {
    synchronized (this) {
      notifyAll();
    }
    window.wakeWaiting();
  }

  /** Sends away whoever waits for room, because the store closes. */
  public void endWaiting() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    window.endWaiting();
  }

  /** Ends the thread. */
  public void stop() {
    endWaiting();
    isStopping = true;
    LockSupport.unpark(thread);
    Joining.all(List.of(thread));
  }
}
