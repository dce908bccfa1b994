package io.duolog.conformance.watch;

import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Buffers that were collected while somebody still owed their release. Thread-safe.
 *
 * <p>Netty tracks direct and composite buffers, all of them only with {@code
 * -Dio.netty.leakDetection.level=paranoid}, and asks for its detector once, when the first buffer is made: {@link
 * #watch()} comes before that.
 */
public final class BufferLeaks {
  private static final int COLLECTIONS = 3;
  private static final int MOST_STEPS = 500;
  private static final long STEP_NANOS = 2_000_000;
  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  static {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
  }

  private BufferLeaks() {}

  /** Watches, and forgets what was found of buffers that others made. */
  public static void watch() {
    FOUND.clear();
  }

  /** The leaks that were found since the last call, among buffers that are garbage now; none if Netty does not look. */
  public static List<String> take() {
    if (!ResourceLeakDetector.isEnabled()) {
      return List.of();
    }
    for (int i = 0; i < COLLECTIONS; i++) {
      collect();
      Unpooled.directBuffer(1).release(); // a new buffer makes Netty look
    }
    List<String> found = new ArrayList<>();
    for (String leak = FOUND.poll(); leak != null; leak = FOUND.poll()) {
      found.add(leak);
    }
    return found;
  }

  /** Collects garbage until a reference to some is handed over: a thread of the virtual machine does that later. */
  private static void collect() {
    ReferenceQueue<Object> handedOver = new ReferenceQueue<>();
    WeakReference<Object> garbage = new WeakReference<>(new Object(), handedOver);
    for (int i = 0; i < MOST_STEPS && handedOver.poll() != garbage; i++) {
      System.gc();
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** Makes detectors that tell what they find. Stateless. */
  private static final class Factory extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation")
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return new Detector<>(resource, samplingInterval);
    }
  }

  /** Tells what it finds, whether or not anybody logs. */
  private static final class Detector<T> extends ResourceLeakDetector<T> {
    Detector(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      FOUND.add(resourceType + ", last used:" + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      FOUND.add(resourceType);
    }
  }
}
