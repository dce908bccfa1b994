package io.duolog.conformance.force;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.duolog.conformance.kill.KillPayload;
import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.kill.Report;
import io.duolog.conformance.process.Providers;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.EngineEvents;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.StorageException;
import io.duolog.storage.error.StorageFailedException;
import io.netty.buffer.Unpooled;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The process whose forces fail: appends synced batches, waits for the disk to break, appends until it notices, and
 * tells everything that is not as promised. Confined to one thread, but for the events.
 */
public final class FailedForceChild {
  private static final int BATCHES_BEFORE = 30;
  private static final int RECORDS = 20;
  private static final int APPENDS_BEHIND = 10;
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int READ_BYTES = 64 * 1024;

  private final FileOutputStream parent = new FileOutputStream(FileDescriptor.out);
  private final StorageEngine engine;
  private final List<PartitionLog> logs;
  private final long[] sequences = new long[KillStore.PARTITIONS];
  private final ConcurrentLinkedQueue<String> failedDomains = new ConcurrentLinkedQueue<>();

  private FailedForceChild(StorageEngine engine) {
    this.engine = engine;
    this.logs = KillStore.partitions(engine);
  }

  /**
   * Runs to its end.
   *
   * @param args class of the provider, directory
   */
  public static void main(String[] args) throws IOException {
    StorageEngine engine = KillStore.open(Providers.ofClass(args[0]), Path.of(args[1]));
    FailedForceChild child = new FailedForceChild(engine);
    child.run();
    try {
      engine.close();
    } catch (StorageException expected) {
      child.requireTyped(expected);
    }
  }

  private void run() throws IOException {
    engine.subscribe(
        new EngineEvents() {
          @Override
          public void failed(String domain, StorageException cause) {
            failedDomains.add(domain);
          }
        });
    for (int i = 0; i < BATCHES_BEFORE * logs.size(); i++) {
      append(i % logs.size(), AppendOptions.SYNCED);
    }
    tell(new Report.Ready());
    if (System.in.read() < 0) {
      throw new IOException("the parent is gone");
    }
    try {
      int broken = appendUntilFailure();
      checkBroken(broken);
    } catch (TimeoutException e) {
      complain("D3: no append failed although its force did");
    }
  }

  private int appendUntilFailure() throws TimeoutException {
    long begin = System.nanoTime();
    for (int i = 0; System.nanoTime() - begin < LIMIT_NANOS; i++) {
      int partition = i % logs.size();
      long expected = logs.get(partition).offsets().logEnd();
      try {
        append(partition, AppendOptions.SYNCED);
      } catch (StorageFailedException failure) {
        requireLostRange(partition, expected, failure);
        return partition;
      } catch (StorageException other) {
        complain("D3: a failed force is told as " + other);
        return partition;
      }
    }
    throw new TimeoutException();
  }

  private void append(int partition, AppendOptions options) {
    RecordBatchBuilder builder = new RecordBatchBuilder();
    long sequence = sequences[partition];
    for (int i = 0; i < RECORDS; i++) {
      builder.append(sequence + i, null, KillPayload.encode(partition, sequence + i));
    }
    ByteBuffer batch = builder.build();
    long baseOffset = logs.get(partition).append(Unpooled.wrappedBuffer(batch), options);
    sequences[partition] += RECORDS;
    boolean isSynced = options.equals(AppendOptions.SYNCED);
    tell(new Report.Acknowledged(partition, baseOffset, partition, sequence, RECORDS, isSynced));
  }

  private void requireLostRange(int partition, long offset, StorageFailedException failure) {
    boolean isNamed =
        failure.lostRanges().stream()
            .filter(range -> range.partition().equals(logs.get(partition).descriptor().identity()))
            .anyMatch(range -> range.firstOffset() <= offset && offset < range.nextOffset());
    if (!isNamed) {
      complain("D3: the error names " + failure.lostRanges() + ", not offset " + offset + " of " + partition);
    }
  }

  private void checkBroken(int partition) {
    requireFailFast(partition);
    requireReadable(partition);
    try {
      engine.sync();
      complain("D3: sync() says that all is durable behind a failed force");
    } catch (StorageException expected) {
      requireTyped(expected);
    }
    if (failedDomains.isEmpty()) {
      complain("D3: no event was sent");
    }
    Set<String> once = new HashSet<>();
    failedDomains.stream().filter(domain -> !once.add(domain)).forEach(domain -> complain("D3: told twice: " + domain));
  }

  private void requireFailFast(int partition) {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < APPENDS_BEHIND; i++) {
      try {
        append(partition, i % 2 == 0 ? AppendOptions.BUFFERED : AppendOptions.SYNCED);
        complain("D3: an append behind a failed force was acknowledged");
      } catch (StorageFailedException expected) {
        told.add(String.valueOf(expected.getCause() == null ? expected.getMessage() : expected.getCause().toString()));
      } catch (StorageException other) {
        complain("D3: an append behind a failed force failed as " + other);
      }
    }
    if (new HashSet<>(told).size() > 1) {
      complain("D3: later appends name other causes: " + told);
    }
  }

  private void requireReadable(int partition) {
    PartitionLog log = logs.get(partition);
    long durable = log.offsets().durable();
    long next = log.offsets().logStart();
    while (log.read(next, READ_BYTES, ReadOptions.LOG_END.verified()) instanceof FetchResult result) {
      long before = next;
      next = result.nextOffset();
      result.release();
      if (next == before) {
        break;
      }
    }
    if (next != durable) {
      complain("D3: reads end at " + next + ", the durable offset is " + durable);
    }
    tell(new Report.Seen(partition, durable, true));
  }

  private void requireTyped(StorageException expected) {
    if (!(expected instanceof StorageFailedException)) {
      complain("D3: a failed store says " + expected);
    }
  }

  private void complain(String complaint) {
    tell(new Report.Failed(complaint));
  }

  private void tell(Report report) {
    try {
      parent.write((report.line() + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
