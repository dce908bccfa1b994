package io.duolog.io.file;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Thread-safe. A cap on the mappings and descriptors that are live at one time, shared by all who are given it. It
 * never blocks: taking beyond the cap fails, as running out of mappings would end the process (rule E4).
 */
public final class ResourceBudget {
  private final Permits mappings;
  private final Permits descriptors;

  /** A budget that is shared with others through these permits. */
  public ResourceBudget(Permits mappings, Permits descriptors) {
    this.mappings = mappings;
    this.descriptors = descriptors;
  }

  public ResourceBudget(int mostMappings, int mostDescriptors) {
    this(new Counted("mappings", mostMappings), new Counted("descriptors", mostDescriptors));
  }

  /** Takes one mapping; whoever unmaps returns it. */
  public void takeMapping() throws ResourceExhaustedException {
    take(mappings, "mappings");
  }

  public void returnMapping() {
    mappings.giveBack();
  }

  /** Takes one descriptor; whoever closes it returns it. */
  public void takeDescriptor() throws ResourceExhaustedException {
    take(descriptors, "descriptors");
  }

  public void returnDescriptor() {
    descriptors.giveBack();
  }

  public int liveMappings() {
    return mappings.live();
  }

  public int liveDescriptors() {
    return descriptors.live();
  }

  private static void take(Permits permits, String kind) throws ResourceExhaustedException {
    if (!permits.tryTake()) {
      throw new ResourceExhaustedException("all " + kind + " of the budget are live: " + permits.live());
    }
  }

  /** Thread-safe. One counted kind. */
  private static final class Counted implements Permits {
    private final String kind;
    private final int most;
    private final AtomicInteger taken = new AtomicInteger();

    Counted(String kind, int most) {
      if (most < 1) {
        throw new IllegalArgumentException("cap on " + kind + " must be positive: " + most);
      }
      this.kind = kind;
      this.most = most;
    }

    @Override
    public boolean tryTake() {
      for (int now = taken.get(); now < most; now = taken.get()) {
        if (taken.compareAndSet(now, now + 1)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void giveBack() {
      for (int now = taken.get(); ; now = taken.get()) {
        if (now <= 0) {
          throw new IllegalStateException("more " + kind + " returned than taken");
        }
        if (taken.compareAndSet(now, now - 1)) {
          return;
        }
      }
    }

    @Override
    public int live() {
      return taken.get();
    }
  }
}
