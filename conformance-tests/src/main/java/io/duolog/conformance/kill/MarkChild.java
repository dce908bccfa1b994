package io.duolog.conformance.kill;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.duolog.conformance.process.Providers;
import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.StorageEngine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that is killed while it moves a high watermark: it fills its store, forces it, appends a little more, and
 * then moves the mark by one again and again, saying so before and behind. Confined to one thread.
 */
public final class MarkChild {
  /** Bytes of the values of the little more, which no force of its own covers. */
  static final int TAIL_BYTES = 8 * 1024;

  private static final int BATCHES = 1_500;
  private static final int RECORDS = 4;
  private static final int VALUE_BYTES = 1_000;
  private static final long PAUSE_NANOS = 3_000_000;

  private final FileOutputStream parent = new FileOutputStream(FileDescriptor.out);

  private MarkChild() {}

  /**
   * Moves the mark until the process dies.
   *
   * @param args class of the provider, directory
   */
  public static void main(String[] args) throws IOException {
    StorageEngine engine = KillStore.open(Providers.ofClass(args[0]), Path.of(args[1]));
    List<PartitionLog> logs = KillStore.partitions(engine);
    for (int i = 0; i < BATCHES; i++) {
      logs.get(i % logs.size()).append(batch(RECORDS, VALUE_BYTES), AppendOptions.BUFFERED);
    }
    engine.sync();
    logs.getLast().append(batch(1, TAIL_BYTES), AppendOptions.BUFFERED);
    new MarkChild().move(logs.getFirst());
  }

  private static ByteBuf batch(int records, int valueBytes) {
    RecordBatchBuilder builder = new RecordBatchBuilder();
    for (int i = 0; i < records; i++) {
      builder.append(i, null, new byte[valueBytes]);
    }
    return Unpooled.wrappedBuffer(builder.build());
  }

  private void move(PartitionLog log) throws IOException {
    long end = log.offsets().logEnd();
    tell(new Report.Ready());
    for (long mark = 1; mark <= end; mark++) {
      tell(new Report.Marked(mark, false));
      log.advanceHighWatermark(mark);
      tell(new Report.Marked(mark, true));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    tell(new Report.Failed("nobody killed the process before the mark was at the end"));
    while (true) {
      LockSupport.park();
    }
  }

  private void tell(Report report) throws IOException {
    parent.write((report.line() + "\n").getBytes(UTF_8));
  }
}
