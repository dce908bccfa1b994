package io.duolog.storage;

import java.util.Objects;

/**
 * What the engines of one process share. Immutable; its parts are thread-safe.
 *
 * @param clock the time source
 * @param mappings limit of live file mappings; the kernel aborts the process beyond its own limit of 65,530
 * @param descriptors limit of open files
 * @param forceThreads how many forces an engine may run at once, from 1
 */
public record EngineResources(
    EngineClock clock, ResourceLimit mappings, ResourceLimit descriptors, int forceThreads) {
  /** Live mappings unless the caller says otherwise. */
  public static final long DEFAULT_MAPPINGS = 48_000;

  /** Open files unless the caller says otherwise. */
  public static final long DEFAULT_DESCRIPTORS = 16_000;

  /** Rejects missing parts and thread counts below 1. */
  public EngineResources {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(mappings, "mappings");
    Objects.requireNonNull(descriptors, "descriptors");
    if (forceThreads < 1) {
      throw new IllegalArgumentException("force threads " + forceThreads + " is below 1");
    }
  }

  /** The machine's clock and limits of its own, for a process with one engine. */
  public static EngineResources create() {
    return new EngineResources(
        EngineClock.SYSTEM,
        new ResourceLimit("mappings", DEFAULT_MAPPINGS),
        new ResourceLimit("descriptors", DEFAULT_DESCRIPTORS),
        2);
  }

  /** The same resources under another clock. */
  public EngineResources withClock(EngineClock other) {
    return new EngineResources(other, mappings, descriptors, forceThreads);
  }
}
