package io.duolog.rocket.log;

import io.duolog.io.mapped.MappedFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread-safe; who may write which bytes is the appender's business. One mapped file of the log, whose name is the
 * position of its first byte. The object holds a lease of its own from its making to {@link #close}.
 *
 * <p>The mapping is for reading and writing, or, where there is a channel to write by, for reading only: the two show
 * the same bytes, those of the page cache.
 *
 * <p>A frame's length word is its commit mark: it is written with release, after everything it stands for, and read
 * with acquire, before that.
 */
public final class LogFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
  private static final VarHandle WORD =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN).varHandle().withInvokeExactBehavior();

  private static final VarHandle DOUBLE_WORD =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN).varHandle().withInvokeExactBehavior();

  private final MappedFile mapped;
  private final long firstPosition;
  private final MemorySegment segment;
  private final ByteBuffer view;
  private final @Nullable LogChannel channel;

  /** Takes over {@code mapped}, which begins at {@code firstPosition} of the log. */
  public LogFile(MappedFile mapped, long firstPosition) {
    this(mapped, firstPosition, null);
  }

  /** As the other one, and takes over the channel by which the file is written, if it is not by the mapping. */
  public LogFile(MappedFile mapped, long firstPosition, @Nullable LogChannel channel) {
    if (!mapped.tryAcquire()) {
      throw new IllegalStateException(mapped.path() + " is closed");
    }
    this.mapped = mapped;
    this.firstPosition = firstPosition;
    this.segment = mapped.segment();
    this.view = mapped.view();
    this.channel = channel;
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

  /** Writes all that remains in {@code source} at {@code index}; for files that have a channel. */
  public void write(ByteBuffer source, int index) throws IOException {
    if (channel == null) {
      throw new IllegalStateException(path() + " is written by its mapping");
    }
    channel.write(source, index);
  }

  /** Waits until a range is on the device; with a channel, everything that was written is. For the force thread. */
  public void force(int index, long length) throws IOException {
    if (channel == null) {
      mapped.force(index, length);
    } else {
      channel.force();
    }
  }

  /** Everything is written and forced: the channel is closed, if there is one, and reading goes on. */
  public void endWriting() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }

  /** The mapping, for whoever takes a lease of it. */
  public MappedFile mapped() {
    return mapped;
  }

  /** Gives up the own lease and grants no more: unmapped now, or with the last lease. Nothing is forced. */
  @Override
  public void close() {
    try {
      endWriting();
    } catch (IOException e) {
      LOG.warn("{} was not closed cleanly: {}", path(), e.toString());
    }
    mapped.close();
    mapped.release();
  }
}
