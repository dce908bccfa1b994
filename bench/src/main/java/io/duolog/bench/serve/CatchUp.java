package io.duolog.bench.serve;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** One catch-up read: requests one after the other, around and around a range of offsets. Stateless. */
public final class CatchUp {
  private CatchUp() {}

  /**
   * What to read. Immutable.
   *
   * @param endOffset behind the last record; reading goes on at 0
   * @param maxBytes of one response
   * @param warmUpNanos time before the measurement
   * @param nanos time of the measurement
   * @param placement of both threads
   */
  public record Plan(long endOffset, int maxBytes, long warmUpNanos, long nanos, Placement placement) {}

  /**
   * What was read. Immutable.
   *
   * @param seconds the measured time
   * @param records records in the responses
   * @param bytes bytes of the responses, without their headers
   * @param responses how many there were
   */
  public record Total(double seconds, long records, long bytes, long responses) {}

  /** Runs on a thread of its own, since a pinned thread stays where it was pinned. */
  public static Total run(ResponseSource source, Plan plan) {
    Total[] total = new Total[1];
    Exception[] failure = new Exception[1];
    Thread thread =
        new Thread(
            () -> {
              plan.placement().apply();
              try (LoopbackConnection connection = LoopbackConnection.open(source, plan.placement())) {
                total[0] = read(connection.consumer(), plan);
              } catch (IOException | RuntimeException e) {
                failure[0] = e;
              }
            },
            "bench-consumer");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
    if (failure[0] != null) {
      throw new IllegalStateException("the consumer failed: " + failure[0].getMessage(), failure[0]);
    }
    return total[0];
  }

  private static Total read(ResponseConsumer consumer, Plan plan) throws IOException {
    long offset = pass(consumer, plan, 0, plan.warmUpNanos(), new long[3]);
    long[] counts = new long[3];
    long start = System.nanoTime();
    pass(consumer, plan, offset, plan.nanos(), counts);
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    return new Total(seconds, counts[0], counts[1], counts[2]);
  }

  private static long pass(ResponseConsumer consumer, Plan plan, long from, long nanos, long[] counts)
      throws IOException {
    long deadline = System.nanoTime() + nanos;
    long offset = from;
    while (System.nanoTime() < deadline) {
      int size = consumer.fetch(offset, plan.maxBytes());
      if (size == 0) {
        throw new IOException("an empty response at offset " + offset + " of " + plan.endOffset());
      }
      counts[0] += consumer.nextOffset() - offset;
      counts[1] += size;
      counts[2]++;
      offset = consumer.nextOffset() >= plan.endOffset() ? 0 : consumer.nextOffset();
    }
    return offset;
  }
}
