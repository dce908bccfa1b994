package io.duolog.io.mapped;

import io.duolog.io.file.ClosedFileException;
import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import io.duolog.io.file.ResourceBudget;
import io.duolog.io.lease.LeaseCount;
import io.duolog.io.nativecalls.Advice;
import io.duolog.io.nativecalls.NativeCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe. One whole file in memory, in an arena of its own, unmapped by the last of its users.
 *
 * <p>Leases. Whoever touches {@link #segment} or {@link #view} holds a lease from {@link #tryAcquire} until {@link
 * #release}. {@link #close} ends the granting of leases; the file is unmapped by {@code close} when none is held, else
 * by the last {@code release}, on the thread that makes that call. Hence nothing is unmapped under a user, and the
 * unmapping (some 100 µs) never meets an access. An access without a lease may throw {@link IllegalStateException}.
 *
 * <p>Descriptors. The mapping needs none, so none is kept: one permit of the budget's mappings is all that is held.
 */
public final class MappedFile implements AutoCloseable {
  private final Disk disk;
  private final ResourceBudget budget;
  private final Path path;
  private final Arena arena;
  private final MemorySegment segment;
  private final @Nullable ByteBuffer view;
  private final LeaseCount leases = new LeaseCount();

  private MappedFile(Disk disk, ResourceBudget budget, Path path, Arena arena, MemorySegment segment) {
    this.disk = disk;
    this.budget = budget;
    this.path = path;
    this.arena = arena;
    this.segment = segment;
    this.view = segment.byteSize() <= Integer.MAX_VALUE ? segment.asByteBuffer() : null;
  }

  /**
   * Makes a file of {@code sizeBytes} zeros with all its blocks and maps it for writing. When it returns, the file, its
   * size and its name are durable (rule D4): this forces the file, then its directory. When it throws, no file, mapping
   * or descriptor is left, and the directory was forced again.
   *
   * @throws io.duolog.io.file.DiskFullException if there is no space for all of it (rule D6)
   * @throws io.duolog.io.file.ResourceExhaustedException if the budget or the system has no mapping left
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  public static MappedFile create(Disk disk, ResourceBudget budget, Path path, long sizeBytes) throws IOException {
    if (sizeBytes <= 0) {
      throw new IllegalArgumentException("size of a mapped file must be positive: " + sizeBytes);
    }
    budget.takeMapping();
    boolean isDone = false;
    try {
      MappedFile file = new FileCreation(disk, path).mapped(budget, sizeBytes);
      isDone = true;
      return file;
    } finally {
      if (!isDone) {
        budget.returnMapping();
      }
    }
  }

  /**
   * Maps an existing file as long as it is now.
   *
   * @param mode {@link MapMode#READ_ONLY} or {@link MapMode#READ_WRITE}
   * @throws CorruptFileException if the file is empty: nothing can be mapped, and none of ours is
   * @throws io.duolog.io.file.ResourceExhaustedException if the budget or the system has no mapping left
   */
  public static MappedFile open(Disk disk, ResourceBudget budget, Path path, MapMode mode) throws IOException {
    budget.takeMapping();
    boolean isDone = false;
    try (FileChannel channel = disk.open(path, mode.equals(MapMode.READ_ONLY) ? OpenMode.READ : OpenMode.WRITE)) {
      MappedFile file = map(disk, budget, path, channel, mode);
      isDone = true;
      return file;
    } finally {
      if (!isDone) {
        budget.returnMapping();
      }
    }
  }

  /** Maps the channel's file; the permit was taken, and is the mapping's from here on if this returns. */
  static MappedFile map(Disk disk, ResourceBudget budget, Path path, FileChannel channel, MapMode mode)
      throws IOException {
    long sizeBytes = channel.size();
    if (sizeBytes == 0) {
      throw new CorruptFileException(path, 0, "an empty file cannot be mapped");
    }
    Arena arena = Arena.ofShared();
    boolean isDone = false;
    try {
      MemorySegment segment = disk.map(channel, mode, 0, sizeBytes, arena);
      MappedFile file = new MappedFile(disk, budget, path, arena, segment);
      isDone = true;
      return file;
    } finally {
      if (!isDone) {
        arena.close();
      }
    }
  }

  public Path path() {
    return path;
  }

  public long sizeBytes() {
    return segment.byteSize();
  }

  /**
   * Takes a lease; allocates nothing.
   *
   * @return false if the file is closed: there is nothing to release then
   */
  public boolean tryAcquire() {
    return leases.tryAcquire();
  }

  /**
   * Returns a lease; the last one of a closed file unmaps it here.
   *
   * @throws IllegalStateException if no lease is held
   */
  public void release() {
    if (leases.release()) {
      unmap();
    }
  }

  /** How many leases are held; a figure for reports. */
  public int leaseCount() {
    return leases.count();
  }

  /** The whole file; for holders of a lease. */
  public MemorySegment segment() {
    assert leases.count() > 0 : "access without a lease: " + path;
    return segment;
  }

  /**
   * The whole file as one buffer, big-endian, always the same one; for holders of a lease. It serves absolute {@code
   * get} and {@code put}, which allocate nothing; its position, limit and order are never touched. Whoever needs those
   * duplicates it.
   *
   * @throws IllegalStateException if the file has 2 GiB or more
   */
  public ByteBuffer view() {
    assert leases.count() > 0 : "access without a lease: " + path;
    if (view == null) {
      throw new IllegalStateException(path + " is too large for one buffer: " + sizeBytes() + " bytes");
    }
    return view;
  }

  /**
   * Makes the pages of a range ready to be written without a fault. Contents stay, also those that others write
   * meanwhile, with and without native access. The pages become dirty. Takes a lease of its own.
   *
   * @throws ClosedFileException if the file is closed, whoever still holds a lease
   */
  public void populate(long offset, long length) throws IOException {
    lease();
    try {
      Pages.populate(NativeCalls.system(), path, pages(offset, length));
    } finally {
      release();
    }
  }

  /**
   * Waits until the pages that hold a range are on the device (rule D7: callers end background forces at a multiple of
   * 128 KiB, as a store makes its whole folio dirty). Takes a lease of its own.
   *
   * @throws ClosedFileException if the file is closed, whoever still holds a lease
   */
  public void force(long offset, long length) throws IOException {
    lease();
    try {
      disk.force(segment, offset, length);
    } finally {
      release();
    }
  }

  /**
   * Tells the kernel what a range will be used for; without native access it does nothing. Takes a lease of its own.
   *
   * @throws ClosedFileException if the file is closed, whoever still holds a lease
   */
  public void advise(long offset, long length, Advice advice) throws IOException {
    lease();
    try {
      Pages.advise(NativeCalls.system(), path, pages(offset, length), advice);
    } finally {
      release();
    }
  }

  /** The range, begun at the page that holds its first byte. */
  private MemorySegment pages(long offset, long length) {
    MemorySegment exact = segment.asSlice(offset, length);
    long first = offset & -NativeCalls.system().pageSizeBytes();
    return segment.asSlice(first, offset + exact.byteSize() - first);
  }

  private void lease() throws ClosedFileException {
    if (!leases.tryAcquire()) {
      throw new ClosedFileException(path);
    }
  }

  /** Ends the granting of leases and unmaps if none is held; later calls do nothing. Nothing is forced. */
  @Override
  public void close() {
    if (leases.close()) {
      unmap();
    }
  }

  private void unmap() {
    assert leases.isClosed() && leases.count() == 0 : "unmapped while in use: " + path;
    arena.close();
    budget.returnMapping();
  }
}
