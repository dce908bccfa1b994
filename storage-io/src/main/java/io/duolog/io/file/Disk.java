package io.duolog.io.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Thread-safe. The one seam between this project and the file system; {@link SystemDisk} is its production form,
 * recording and failing forms live in test sources. Of a channel that {@link #open} returned, callers use nothing but
 * these operations and {@code size}, {@code position}, {@code isOpen} and {@code close}.
 *
 * <p>Faults. Missing space or quota is always {@link DiskFullException}; running out of descriptors or mappings is
 * {@link ResourceExhaustedException}; a missing file is {@link java.nio.file.NoSuchFileException}; everything else is
 * the JDK's {@link IOException}. Nothing is retried here.
 *
 * <p>Interrupts. An interrupt that hits a thread inside an operation on a channel, or that is pending when it enters
 * one, closes that channel for every thread: the thread that was hit gets {@link
 * java.nio.channels.ClosedByInterruptException}, the others {@link java.nio.channels.ClosedChannelException}. Reopening
 * the file and cutting back what was written in part is the owner's business (rule E6).
 *
 * <p>Durability. Only {@link #force(FileChannel, boolean)}, {@link #force(MemorySegment, long, long)} and {@link
 * #forceDirectory} make anything survive a power loss; a created, renamed or deleted name survives only with the force
 * of its directory. A force that failed once proves nothing when it succeeds later (rule D3).
 */
public interface Disk {
  /** Opens a file; the caller closes it. */
  FileChannel open(Path file, OpenMode mode) throws IOException;

  /**
   * Reads from {@code position} on until {@code target} is full or the file ends; the channel's position stays. The
   * kernel checks the page, so a media fault is an exception here and not a signal.
   *
   * @return bytes read: less than asked only at the end of the file, 0 beyond it
   */
  int read(FileChannel channel, ByteBuffer target, long position) throws IOException;

  /** Writes all that remains in {@code source} at {@code position}; the channel's position stays. */
  void write(FileChannel channel, ByteBuffer source, long position) throws IOException;

  /**
   * Writes all that remains in the first {@code count} buffers at the channel's position, gathered into as few system
   * calls as the kernel allows, and moves the position behind them. When it throws, any prefix may have been written
   * and the position and the buffers stand anywhere in it: the caller cuts back and sets the position. It allocates
   * nothing when the buffers are direct and do not stand on a segment.
   *
   * @return bytes written, all of them
   */
  long append(FileChannel channel, ByteBuffer[] sources, int count) throws IOException;

  /**
   * Sends bytes of the file to {@code target} without copying them through this process where the system can
   * ({@code sendfile} to a plain socket, {@code copy_file_range} to a file).
   *
   * @return bytes sent; 0 when the target takes none now (do not spin) or when {@code position} is at the end
   */
  long transfer(FileChannel channel, long position, long count, WritableByteChannel target) throws IOException;

  /** Cuts the file to {@code sizeBytes}; never called while the file is mapped (rule E4). A smaller file stays. */
  void truncate(FileChannel channel, long sizeBytes) throws IOException;

  /**
   * Waits until the file's data, and the size that is needed to read them, are on the device; its other metadata too
   * if {@code metadata}. The name is not included: see {@link #forceDirectory}.
   */
  void force(FileChannel channel, boolean metadata) throws IOException;

  /**
   * Maps a range that lies inside the file: this never grows one, as pages without blocks turn a full disk into a
   * fault on access. An interrupt that comes while the range is mapped does not end this.
   *
   * @param arena one that every thread may use
   * @throws IllegalArgumentException if the range does not lie inside the file
   */
  MemorySegment map(FileChannel channel, MapMode mode, long position, long sizeBytes, Arena arena) throws IOException;

  /** Waits until the pages that hold this range of a mapping are on the device; other dirty pages are left alone. */
  void force(MemorySegment mapping, long offset, long length) throws IOException;

  /**
   * Gives an existing file blocks, and at least this size. What was in it stays. When it throws, the file may have any
   * size up to that: the caller deletes it and forces the directory.
   */
  void allocate(Path file, long sizeBytes) throws IOException;

  /** Renames in one step, replacing what has the new name. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file or an empty directory. */
  void delete(Path file) throws IOException;

  /** What a directory holds, sorted by name; a file that vanishes meanwhile is left out. */
  List<FileEntry> list(Path directory) throws IOException;

  /** Makes one directory; its parent exists, and it does not. */
  void createDirectory(Path directory) throws IOException;

  /** Waits until the names in this directory are on the device. */
  void forceDirectory(Path directory) throws IOException;
}
