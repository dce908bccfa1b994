package io.duolog.io.file;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Thread-safe. A cap on the mappings and descriptors that are live at one time, shared by all who are given it. It
 * never blocks: taking beyond the cap fails, as running out of mappings would end the process (rule E4).
 */
public final class ResourceBudget {
  private final Permits mappings;
  private final Permits descriptors;

  public ResourceBudget(int mostMappings, int mostDescriptors) {
    this.mappings = new Permits("mappings", mostMappings);
    this.descriptors = new Permits("descriptors", mostDescriptors);
  }

  /** Takes one mapping; whoever unmaps returns it. */
  public void takeMapping() throws ResourceExhaustedException {
    mappings.take();
  }

  public void returnMapping() {
    mappings.giveBack();
  }

  /** Takes one descriptor; whoever closes it returns it. */
  public void takeDescriptor() throws ResourceExhaustedException {
    descriptors.take();
  }

  public void returnDescriptor() {
    descriptors.giveBack();
  }

  public int liveMappings() {
    return mappings.taken.get();
  }

  public int liveDescriptors() {
    return descriptors.taken.get();
  }

  /** Thread-safe. One counted kind. */
  private static final class Permits {
    private final String kind;
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    Permits(String kind, int most) {
      if (most < 1) {
        throw new IllegalArgumentException("cap on " + kind + " must be positive: " + most);
      }
      this.kind = kind;
      this.most = most;
    }

    void take() throws ResourceExhaustedException {
      for (int now = taken.get(); ; now = taken.get()) {
        if (now >= most) {
          throw new ResourceExhaustedException("all " + most + " " + kind + " of the budget are live");
        }
        if (taken.compareAndSet(now, now + 1)) {
          return;
        }
      }
    }

    void giveBack() {
      for (int now = taken.get(); ; now = taken.get()) {
        if (now <= 0) {
          throw new IllegalStateException("more " + kind + " returned than taken");
        }
        if (taken.compareAndSet(now, now - 1)) {
          return;
        }
      }
    }
  }
}
