package io.duolog.rocket.log;

import io.duolog.io.mapped.MappedFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Thread-safe; who may write which bytes is the appender's business. One mapped file of the log, whose name is the
 * position of its first byte. The object holds a lease of its own from its making to {@link #close}.
 *
 * <p>A frame's length word is its commit mark: it is written with release, after everything it stands for, and read
 * with acquire, before that.
 */
public final class LogFile implements AutoCloseable {
  private static final VarHandle WORD =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN).varHandle().withInvokeExactBehavior();

  private static final VarHandle DOUBLE_WORD =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN).varHandle().withInvokeExactBehavior();

  private final MappedFile mapped;
  private final long firstPosition;
  private final MemorySegment segment;
  private final ByteBuffer view;

  /** Takes over {@code mapped}, which begins at {@code firstPosition} of the log. */
  public LogFile(MappedFile mapped, long firstPosition) {
    if (!mapped.tryAcquire()) {
      throw new IllegalStateException(mapped.path() + " is closed");
    }
    this.mapped = mapped;
    this.firstPosition = firstPosition;
    this.segment = mapped.segment();
    this.view = mapped.view();
  }

  /** The file. */
  public Path path() {
    return mapped.path();
  }

  /** Position of the first byte. */
  public long firstPosition() {
    return firstPosition;
  }

  /** Position behind the last byte. */
  public long nextPosition() {
    return firstPosition + sizeBytes();
  }

  /** Size of the file. */
  public int sizeBytes() {
    return view.capacity();
  }

  /** Where {@code position} of the log lies in the file. */
  public int indexOf(long position) {
    return (int) (position - firstPosition);
  }

  /** The file's bytes, for absolute access. */
  public ByteBuffer view() {
    return view;
  }

  /** The length word of the frame at {@code index}, with acquire; 0 where no frame was begun. */
  public int length(int index) {
    return (int) WORD.getAcquire(segment, (long) index);
  }

  /** Writes the length word of the frame at {@code index}, with release. */
  public void setLength(int index, int length) {
    WORD.setRelease(segment, (long) index, length);
  }

  /** Writes the first eight bytes of the frame at {@code index} at once, with release. */
  public void setFirstWord(int index, long word) {
    DOUBLE_WORD.setRelease(segment, (long) index, word);
  }

  /** The mapping, for whoever takes a lease of it. */
  public MappedFile mapped() {
    return mapped;
  }

  /** Gives up the own lease and grants no more: unmapped now, or with the last lease. */
  @Override
  public void close() {
    mapped.close();
    mapped.release();
  }
}
