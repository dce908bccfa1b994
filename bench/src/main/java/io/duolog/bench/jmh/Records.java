package io.duolog.bench.jmh;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Counts records, and the heap bytes that the benchmark's own thread allocated for them without what stands outside of
 * the measurement: the profiler's figure also holds the opening of stores. Confined to the benchmark's thread.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Records {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Records that were appended or sent. */
  public long records;

  /** Heap bytes that were allocated for them. */
  public long allocatedBytes;

  private long allocatedBefore;

  /** The measured part begins. */
  void begin() {
    allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
  }

  /** The measured part has handled some records. */
  void end(long count) {
    allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
    records += count;
  }
}
