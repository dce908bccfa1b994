package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.conformance.workload.Loopback;
import io.duolog.storage.Capability;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.TransferMode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** What serving a response leaves for the garbage collector (R4). */
public abstract class AllocationContract extends StorageContract {
  private static final int RESPONSE_BYTES = 48 * 1024;
  private static final int ROUNDS = 8;
  private static final int RESPONSES = 400;

  /** The JDK allocates 40 bytes for each gathered piece over a mapping; a piece of our own would cost 16 at least. */
  private static final int BYTES_PER_PIECE = 48;

  private static final int BYTES_PER_RESPONSE = 2 * 1024;

  /** For subclasses. */
  protected AllocationContract() {}

  @Test
  @Rule("R4.garbage")
  @Needs(Capability.ZERO_COPY_TRANSFER)
  protected void r4_aTransferAllocatesNothingPerBatch() throws IOException {
    PartitionLog log = create(open(), "garbage", 0);
    for (int i = 0; i < 400; i++) {
      append(log, Batches.random(1, 20, i));
    }
    FetchResult measured = Contents.fetch(log, 0, RESPONSE_BYTES, ReadOptions.LOG_END);
    int pieces = measured.parts().size();
    measured.release();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long fewest = Long.MAX_VALUE;
    try (Loopback loopback = Loopback.open()) {
      loopback.sender().configureBlocking(false);
      loopback.receiver().configureBlocking(false);
      ByteBuffer sink = ByteBuffer.allocateDirect(RESPONSE_BYTES);
      for (int round = 0; round < ROUNDS; round++) {
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
        for (int i = 0; i < RESPONSES; i++) {
          serve(log, loopback, sink);
        }
        long spent = threads.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before;
        fewest = Math.min(fewest, spent / RESPONSES);
      }
    }
    long perResponse = fewest;
    int limit = BYTES_PER_RESPONSE + BYTES_PER_PIECE * pieces;
    assertTrue(
        perResponse <= limit, () -> perResponse + " bytes a response of " + pieces + " pieces, limit " + limit);
  }

  private static void serve(PartitionLog log, Loopback loopback, ByteBuffer sink) throws IOException {
    FetchResult result = Contents.fetch(log, 0, RESPONSE_BYTES, ReadOptions.LOG_END);
    SocketChannel receiver = loopback.receiver();
    int missing = result.sizeBytes();
    while (missing > 0) {
      if (result.remainingBytes() > 0) {
        result.transferTo(loopback.sender(), TransferMode.ENGINE);
      }
      missing -= receiver.read(sink.clear());
    }
    result.release();
  }
}
