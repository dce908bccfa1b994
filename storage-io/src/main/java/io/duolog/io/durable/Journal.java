package io.duolog.io.durable;

import io.duolog.io.file.Disk;
import io.duolog.io.file.DiskFullException;
import io.duolog.io.file.FailedFileException;
import io.duolog.io.file.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Not thread-safe; guarded by its owner. An append-only file of checksummed entries that grows by durable steps: the
 * entries of one append are there all or none after any crash, and are durable when the append returns.
 *
 * <p>Faults. No space or quota: what was written of the step is cut back, {@link DiskFullException}, and later appends
 * are welcome. An interrupt fails the append it hits, which is cut back, and no other (rule E6). Any other failed write
 * and any failed force is final: later appends throw {@link FailedFileException} with that first cause (rule D3).
 */
public final class Journal implements AutoCloseable {
  /** The longest payload of one entry. */
  public static final int MOST_PAYLOAD_BYTES = 16 << 20;

  /** The most bytes of one step, headers and padding included. */
  public static final int MOST_STEP_BYTES = 256 << 20;

  private final Disk disk;
  private final Path path;
  private final FileStamp stamp;
  private FileChannel channel;
  private long sizeBytes;
  private long lastStep;
  private int contentVersion;
  private long discardedBytes;
  private boolean isClosed;
  private @Nullable IOException firstFailure;

  private Journal(Disk disk, Path path, FileStamp stamp, FileChannel channel) {
    this.disk = disk;
    this.path = path;
    this.stamp = stamp;
    this.channel = channel;
  }

  /**
   * Makes an empty journal, durably: it is there with a whole header, or it is not there.
   *
   * @param stamp with an identity
   * @throws FileAlreadyExistsException if there is a file of that name
   */
  public static Journal create(Disk disk, Path path, FileStamp stamp) throws IOException {
    if (stamp.identity() == FileStamp.ANY_IDENTITY) {
      throw new IllegalArgumentException(path + " has no identity to be made with");
    }
    try (FileChannel existing = disk.open(path, OpenMode.READ)) {
      throw new FileAlreadyExistsException(path.toString(), null, "journal of " + existing.size() + " bytes");
    } catch (NoSuchFileException e) {
      ByteBuffer content = content(stamp, 1, List.of());
      Replacement replacement = new Replacement(disk, path);
      FileChannel channel = replacement.prepare(content);
      boolean isDone = false;
      try {
        replacement.commit();
        isDone = true;
      } finally {
        if (!isDone) {
          channel.close();
        }
      }
      Journal journal = new Journal(disk, path, stamp, channel);
      journal.sizeBytes = content.limit();
      journal.contentVersion = stamp.version();
      return journal;
    }
  }

  /**
   * Opens a journal and shows all its entries. An unfinished step at the end is cut off and the cut is durable before
   * the first entry is shown; a corrupt, newer or foreign file is not changed and none of its entries is shown.
   *
   * @param stamp with the identity that is expected, or {@link FileStamp#ANY_IDENTITY}
   * @param durableStep the last step that the caller knows to be durable, for instance from its checkpoint; 0 if none.
   *     It makes damage in the last step corruption, which is a torn append otherwise
   * @throws NoSuchFileException if there is none
   * @throws io.duolog.io.file.CorruptFileException if a bad entry is followed by one of a later step, if the header is
   *     bad, or if {@code durableStep} is missing
   * @throws io.duolog.io.file.NewerFormatException if the container or its content is of a later version
   * @throws io.duolog.io.file.ForeignFileException if magic or identity is another
   */
  public static Journal open(Disk disk, Path path, FileStamp stamp, long durableStep, JournalVisitor visitor)
      throws IOException {
    FileChannel channel = disk.open(path, OpenMode.WRITE);
    boolean isDone = false;
    try {
      JournalScan scan = new JournalScan(disk, path, channel);
      scan.readHeader(stamp);
      scan.findEnd(durableStep);
      if (scan.tornBytes() > 0) {
        disk.truncate(channel, scan.nextPosition());
        disk.force(channel, true);
      }
      scan.replay(visitor);
      Journal journal = new Journal(disk, path, stamp.of(scan.identity()), channel);
      journal.sizeBytes = scan.nextPosition();
      journal.lastStep = scan.lastStep();
      journal.contentVersion = scan.contentVersion();
      journal.discardedBytes = scan.tornBytes();
      isDone = true;
      return journal;
    } finally {
      if (!isDone) {
        channel.close();
      }
    }
  }

  /**
   * Appends one step with one write and one force; durable when it returns.
   *
   * @param entries at least one, at most {@link #MOST_STEP_BYTES} together; borrowed until this returns
   * @return the number of the step
   */
  public long append(List<JournalEntry> entries) throws IOException {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("a step has at least one entry");
    }
    checkUsable();
    ByteBuffer step = ByteBuffer.allocate(checkedBytes(entries));
    JournalLayout.putStep(step, lastStep + 1, entries);
    step.flip();
    write(step);
    force();
    sizeBytes += step.limit();
    return ++lastStep;
  }

  private void write(ByteBuffer step) throws IOException {
    try {
      disk.write(channel, step, sizeBytes);
    } catch (DiskFullException | ClosedByInterruptException e) {
      cutBack(e);
      throw e;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * An interrupted force may have failed unseen. It covered only the step that is cut off, so nothing that was
   * acknowledged depends on it.
   */
  private void force() throws IOException {
    try {
      disk.force(channel, false);
    } catch (ClosedByInterruptException e) {
      cutBack(e);
      throw e;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Removes what was written of a step, on a new channel if an interrupt closed this one. */
  private void cutBack(IOException cause) throws IOException {
    boolean isInterrupted = Thread.interrupted();
    try {
      if (!channel.isOpen()) {
        channel = disk.open(path, OpenMode.WRITE);
      }
      disk.truncate(channel, sizeBytes);
      disk.force(channel, true);
    } catch (IOException e) {
      cause.addSuppressed(e);
      throw failed(cause);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Replaces the whole content by these entries in one durable step (compaction). After a crash the journal has the
   * old content or the new. A failure before the replacement leaves the journal as it was and usable; one in it is
   * final.
   *
   * @param entries borrowed until this returns; may be empty
   * @return the number of the step; numbers go on across a rewrite
   */
  public long rewrite(List<JournalEntry> entries) throws IOException {
    checkUsable();
    ByteBuffer content = content(stamp, lastStep + 1, entries);
    Replacement replacement = new Replacement(disk, path);
    FileChannel next = replacement.prepare(content);
    FileChannel previous = channel;
    channel = next;
    sizeBytes = content.limit();
    lastStep += entries.isEmpty() ? 0 : 1;
    contentVersion = stamp.version();
    try (previous) {
      replacement.commit();
    } catch (IOException e) {
      throw failed(e);
    }
    return lastStep;
  }

  private static ByteBuffer content(FileStamp stamp, long firstStep, List<JournalEntry> entries) {
    ByteBuffer content = ByteBuffer.allocate(JournalLayout.ENTRIES + checkedBytes(entries));
    JournalLayout.putHeader(content, stamp, firstStep);
    JournalLayout.putStep(content, firstStep, entries);
    return content.flip();
  }

  private static int checkedBytes(List<JournalEntry> entries) {
    long bytes = JournalLayout.stepBytes(entries);
    if (bytes > MOST_STEP_BYTES) {
      throw new IllegalArgumentException("step of " + bytes + " bytes, most " + MOST_STEP_BYTES);
    }
    return (int) bytes;
  }

  private void checkUsable() throws IOException {
    if (isClosed) {
      throw new ClosedChannelException();
    }
    if (firstFailure != null) {
      throw new FailedFileException(path, firstFailure);
    }
  }

  private IOException failed(IOException failure) {
    firstFailure = failure;
    return failure;
  }

  /** Whether a step failed that could not be taken back, so that nothing is appended any more. */
  public boolean isFailed() {
    return firstFailure != null;
  }

  /** What the journal belongs to. */
  public long identity() {
    return stamp.identity();
  }

  /** The version of the content that the file header names; an older one is raised to the stamp's by a rewrite. */
  public int contentVersion() {
    return contentVersion;
  }

  /** The number of the last durable step; 0 before the first. */
  public long lastStep() {
    return lastStep;
  }

  /** The file's size. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Bytes of an unfinished step that opening cut off. */
  public long discardedBytes() {
    return discardedBytes;
  }

  /** Closes the file; everything is durable already. The second time it does nothing. */
  @Override
  public void close() throws IOException {
    isClosed = true;
    channel.close();
  }
}
