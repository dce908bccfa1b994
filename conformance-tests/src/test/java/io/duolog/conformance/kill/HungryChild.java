package io.duolog.conformance.kill;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A {@link KillChild} that takes more and more memory beside its load, until the kernel kills it. One thread. */
public final class HungryChild {
  private static final int BITE_BYTES = 1 << 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final List<ByteBuffer> eaten = new ArrayList<>();

  private HungryChild() {}

  /**
   * Loads a store and never ends by itself.
   *
   * @param args of {@link KillChild#main}
   */
  public static void main(String[] args) {
    KillChild.main(args);
    HungryChild child = new HungryChild();
    while (true) {
      child.bite();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void bite() {
    ByteBuffer bite = ByteBuffer.allocateDirect(BITE_BYTES);
    while (bite.hasRemaining()) {
      bite.putLong(-1); // an untouched page is not in memory
    }
    eaten.add(bite);
  }
}
