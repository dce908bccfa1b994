package io.duolog.io.faults;

import io.duolog.io.file.Disk;
import io.duolog.io.file.FileEntry;
import io.duolog.io.file.OpenMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.WeakHashMap;

/** Thread-safe. Forwards to another disk and shows each call to its subclass, before and after. */
public abstract class ObservedDisk implements Disk {
  private static final Path UNKNOWN = Path.of("unknown");

  private final Disk disk;
  private final Map<FileChannel, Path> channels = Collections.synchronizedMap(new WeakHashMap<>());
  private final NavigableMap<Long, Path> mappings = Collections.synchronizedNavigableMap(new TreeMap<>());

  protected ObservedDisk(Disk disk) {
    this.disk = disk;
  }

  /** Called before each call; what it throws is thrown instead of the call. */
  protected void before(DiskCall call) throws IOException {}

  /** Called after each call that succeeded. */
  protected void after(DiskCall call) throws IOException {}

  /** Called instead of {@link #before} for writes and appends, so that a part of the bytes can be written. */
  protected void beforeWrite(DiskCall call, PartialWrite partialWrite) throws IOException {
    before(call);
  }

  /** Writes the first bytes of what a call was about to write. */
  @FunctionalInterface
  protected interface PartialWrite {
    void write(int count) throws IOException;
  }

  private Path pathOf(FileChannel channel) {
    return channels.getOrDefault(channel, UNKNOWN);
  }

  @Override
  public FileChannel open(Path file, OpenMode mode) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.OPEN, file.toAbsolutePath(), 0, 0);
    before(call);
    FileChannel channel = disk.open(file, mode);
    channels.put(channel, call.path());
    after(call);
    return channel;
  }

  @Override
  public int read(FileChannel channel, ByteBuffer target, long position) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.READ, pathOf(channel), position, target.remaining());
    before(call);
    int count = disk.read(channel, target, position);
    after(call);
    return count;
  }

  @Override
  public void write(FileChannel channel, ByteBuffer source, long position) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.WRITE, pathOf(channel), position, source.remaining());
    beforeWrite(call, count -> disk.write(channel, source.duplicate().limit(source.position() + count), position));
    disk.write(channel, source, position);
    after(call);
  }

  @Override
  public long append(FileChannel channel, ByteBuffer[] sources, int count) throws IOException {
    long length = 0;
    for (int i = 0; i < count; i++) {
      length += sources[i].remaining();
    }
    DiskCall call = new DiskCall(DiskOperation.APPEND, pathOf(channel), channel.position(), length);
    beforeWrite(call, most -> appendFirst(channel, sources, most));
    long written = disk.append(channel, sources, count);
    after(call);
    return written;
  }

  private void appendFirst(FileChannel channel, ByteBuffer[] sources, int most) throws IOException {
    int left = most;
    for (int i = 0; left > 0; i++) {
      ByteBuffer part = sources[i].duplicate();
      part.limit(part.position() + Math.min(left, part.remaining()));
      left -= part.remaining();
      disk.append(channel, new ByteBuffer[] {part}, 1);
    }
  }

  @Override
  public long transfer(FileChannel channel, long position, long count, WritableByteChannel target) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.TRANSFER, pathOf(channel), position, count);
    before(call);
    long sent = disk.transfer(channel, position, count, target);
    after(call);
    return sent;
  }

  @Override
  public void truncate(FileChannel channel, long sizeBytes) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.TRUNCATE, pathOf(channel), sizeBytes, 0);
    before(call);
    disk.truncate(channel, sizeBytes);
    after(call);
  }

  @Override
  public void force(FileChannel channel, boolean metadata) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.FORCE, pathOf(channel), 0, channel.size());
    before(call);
    disk.force(channel, metadata);
    after(call);
  }

  @Override
  public MemorySegment map(FileChannel channel, MapMode mode, long position, long sizeBytes, Arena arena)
      throws IOException {
    DiskCall call = new DiskCall(DiskOperation.MAP, pathOf(channel), position, sizeBytes);
    before(call);
    MemorySegment segment = disk.map(channel, mode, position, sizeBytes, arena);
    mappings.put(segment.address() - position, call.path());
    after(call);
    return segment;
  }

  @Override
  public void force(MemorySegment mapping, long offset, long length) throws IOException {
    Map.Entry<Long, Path> file = mappings.floorEntry(mapping.address());
    Path path = file == null ? UNKNOWN : file.getValue();
    long position = file == null ? offset : mapping.address() - file.getKey() + offset;
    DiskCall call = new DiskCall(DiskOperation.FORCE_MAPPING, path, position, length);
    before(call);
    disk.force(mapping, offset, length);
    after(call);
  }

  @Override
  public void allocate(Path file, long sizeBytes) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.ALLOCATE, file.toAbsolutePath(), 0, sizeBytes);
    before(call);
    disk.allocate(file, sizeBytes);
    after(call);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.RENAME, to.toAbsolutePath(), 0, 0);
    before(call);
    disk.rename(from, to);
    renamed(from.toAbsolutePath(), call.path());
    after(call);
  }

  /** Called after each rename that succeeded, before {@link #after}. */
  protected void renamed(Path from, Path to) throws IOException {
    synchronized (channels) {
      channels.replaceAll((channel, path) -> path.equals(from) ? to : path);
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.DELETE, file.toAbsolutePath(), 0, 0);
    before(call);
    disk.delete(file);
    after(call);
  }

  @Override
  public List<FileEntry> list(Path directory) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.LIST, directory.toAbsolutePath(), 0, 0);
    before(call);
    List<FileEntry> entries = disk.list(directory);
    after(call);
    return entries;
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.CREATE_DIRECTORY, directory.toAbsolutePath(), 0, 0);
    before(call);
    disk.createDirectory(directory);
    after(call);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    DiskCall call = new DiskCall(DiskOperation.FORCE_DIRECTORY, directory.toAbsolutePath(), 0, 0);
    before(call);
    disk.forceDirectory(directory);
    after(call);
  }
}
