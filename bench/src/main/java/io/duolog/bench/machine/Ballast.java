package io.duolog.bench.machine;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Memory that is held between runs and given back just before one, so that the pages which the run fills are pages
 * that the machine has: a hypervisor takes free memory away after a second or two, and the first touch of such a page
 * is many times slower. Where it cannot be had, runs go on without it. Confined to one thread.
 */
public final class Ballast implements AutoCloseable {
  private final PageSize pages;
  private final long sizeBytes;
  private Optional<MemorySegment> held = Optional.empty();

  /** A ballast of {@code wantedBytes} in pages of a size, at most a quarter of the free memory; not held yet. */
  public Ballast(long wantedBytes, PageSize pages) {
    this.pages = pages;
    this.sizeBytes = Math.min(wantedBytes, DirtyPages.memory("MemFree") / 4);
  }

  /** Takes the memory and touches all of it, unless it is held. */
  public void hold() {
    if (held.isEmpty() && sizeBytes > 0) {
      held = NativeCalls.system().flatMap(calls -> calls.takeTouched(sizeBytes, pages));
    }
  }

  /** Gives the memory back, warm. */
  public void release() {
    held.ifPresent(range -> NativeCalls.system().ifPresent(calls -> calls.giveBack(range)));
    held = Optional.empty();
  }

  /** As {@link #release}. */
  @Override
  public void close() {
    release();
  }
}
