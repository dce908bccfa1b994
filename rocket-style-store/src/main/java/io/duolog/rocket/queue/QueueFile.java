package io.duolog.rocket.queue;

import io.duolog.io.mapped.MappedFile;
import io.duolog.rocket.format.QueueLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Thread-safe; who may write which slot is decided by its reservation. One mapped file of pages, whose name is the
 * number of its first page. It holds a lease of its own until {@link #close}.
 *
 * <p>An entry's size word publishes it: written last, and volatile like its reads, because whoever publishes an entry
 * then looks at its neighbours, who do the same.
 */
public final class QueueFile implements AutoCloseable {
  private static final VarHandle WORD =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN).varHandle().withInvokeExactBehavior();

  private final MappedFile mapped;
  private final int firstPage;
  private final MemorySegment segment;
  private final ByteBuffer view;

  /** Takes over {@code mapped}, which begins with the page {@code firstPage}. */
  public QueueFile(MappedFile mapped, int firstPage) {
    if (!mapped.tryAcquire()) {
      throw new IllegalStateException(mapped.path() + " is closed");
    }
    this.mapped = mapped;
    this.firstPage = firstPage;
    this.segment = mapped.segment();
    this.view = mapped.view();
  }

  /** Number of the first page. */
  public int firstPage() {
    return firstPage;
  }

  /** Number behind the last page. */
  public int nextPage() {
    return firstPage + view.capacity() / QueueLayout.PAGE_SIZE_BYTES;
  }

  /** Where a page begins in the file. */
  public int indexOf(int page) {
    return (page - firstPage) * QueueLayout.PAGE_SIZE_BYTES;
  }

  /** The file's bytes, for absolute access. */
  public ByteBuffer view() {
    return view;
  }

  /** The size word of the entry at {@code index}; 0 until it is published. */
  public int size(int index) {
    return (int) WORD.getVolatile(segment, (long) index + QueueLayout.SIZE_AT);
  }

  /** Publishes the entry at {@code index}. */
  public void publish(int index, int sizeBytes) {
    WORD.setVolatile(segment, (long) index + QueueLayout.SIZE_AT, sizeBytes);
  }

  /** Publishes the entry at {@code index} if nobody has given it up; says whether it did. */
  boolean tryPublish(int index, int sizeBytes) {
    return WORD.compareAndSet(segment, (long) index + QueueLayout.SIZE_AT, 0, sizeBytes);
  }

  /** The mapping. */
  public MappedFile mapped() {
    return mapped;
  }

  @Override
  public void close() {
    mapped.close();
    mapped.release();
  }
}
