package io.duolog.bench.jmh;

import io.duolog.bench.payload.BatchPool;
import io.duolog.bench.payload.PayloadOptions;
import io.duolog.record.BatchOrigin;
import io.duolog.record.BatchValidator;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordIterator;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The batch view over batches of 1 KiB records: wrap, check, walk. One operation is one batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BatchViewBenchmark {
  /** Records in a batch. */
  @Param({"1", "32"})
  public int recordsPerBatch;

  private final RecordBatch view = new RecordBatch();
  private final RecordIterator iterator = new RecordIterator();
  private final BatchValidator validator = new BatchValidator(1 << 20);
  private ByteBuffer[] batches = {};
  private int next;

  /** Builds the batches. */
  @Setup
  public void prepare() {
    batches = BatchPool.build(PayloadOptions.usual().load(), recordsPerBatch).views();
  }

  private ByteBuffer nextBatch() {
    next = next + 1 == batches.length ? 0 : next + 1;
    return batches[next];
  }

  /** Moves the view and reads the header's offsets. */
  @Benchmark
  public long wrap() {
    view.wrap(nextBatch(), 0);
    return view.baseOffset() + view.recordCount();
  }

  /** Checks a batch as an append of a client does. */
  @Benchmark
  public int validate() {
    return validator.validate(nextBatch(), BatchOrigin.CLIENT).recordCount();
  }

  /** Walks the records and looks at their sizes. */
  @Benchmark
  public long walk() {
    RecordIterator records = iterator.reset(view.wrap(nextBatch(), 0));
    long bytes = 0;
    while (records.hasNext()) {
      bytes += records.next().valueSizeBytes();
    }
    return bytes;
  }
}
