package io.duolog.bench.limit;

import io.duolog.bench.load.RunSpec;
import io.duolog.bench.payload.BatchPool;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;

/**
 * A mapping of an allocated file whose pages are faulted in ahead: a copy for each batch, {@code msync} of the range
 * that was written since the last one. Thread-safe as {@link RawLog} says: who writes moves {@code written}, who forces
 * moves {@code forced}.
 */
final class MappedLog implements RawLog {
  private final PreparedMapping mapping;
  private volatile long written;
  private long forced;

  private MappedLog(PreparedMapping mapping) {
    this.mapping = mapping;
  }

  static MappedLog open(RunSpec spec) {
    return new MappedLog(PreparedMapping.open(spec.directory().resolve("mapped"), CopyLimit.fileBytes(spec)));
  }

  @Override
  public Batches batches(BatchPool.Share share) {
    MemorySegment[] sources = CopyLimit.segments(share);
    return index -> write(sources[index]);
  }

  private void write(MemorySegment source) throws IOException {
    long size = CopyLimit.aligned(source.byteSize());
    long position = mapping.reserve(size);
    if (position < 0) {
      throw new EOFException("the prepared file is full");
    }
    MemorySegment.copy(source, 0, mapping.segment(), position, source.byteSize());
    written = position + size;
  }

  @Override
  public void force() throws IOException {
    long end = written;
    try {
      mapping.segment().asSlice(forced, end - forced).force();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    forced = end;
  }

  @Override
  public void close() {
    mapping.close();
  }
}
