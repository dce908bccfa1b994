package io.duolog.io.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.duolog.io.nativecalls.NativeCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Thread-safe. The machine's own file system: thin JDK calls, and native ones where the JDK has none. */
public final class SystemDisk implements Disk {
  private static final int ZEROS_SIZE_BYTES = 64 << 10;

  private final NativeCalls nativeCalls;
  private final SystemErrors errors;

  public SystemDisk() {
    this(NativeCalls.system());
  }

  SystemDisk(NativeCalls nativeCalls) {
    this.nativeCalls = nativeCalls;
    this.errors = new SystemErrors(nativeCalls);
  }

  @Override
  public FileChannel open(Path file, OpenMode mode) throws IOException {
    try {
      return FileChannel.open(file, options(mode));
    } catch (IOException e) {
      throw errors.typed("cannot open " + file, e);
    }
  }

  private static OpenOption[] options(OpenMode mode) {
    return switch (mode) {
      case READ -> new OpenOption[] {READ};
      case WRITE -> new OpenOption[] {READ, WRITE};
      case CREATE -> new OpenOption[] {READ, WRITE, CREATE};
      case CREATE_NEW -> new OpenOption[] {READ, WRITE, CREATE_NEW};
    };
  }

  @Override
  public int read(FileChannel channel, ByteBuffer target, long position) throws IOException {
    int done = 0;
    while (target.hasRemaining()) {
      int count = channel.read(target, position + done);
      if (count < 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  @Override
  public void write(FileChannel channel, ByteBuffer source, long position) throws IOException {
    long next = position;
    try {
      while (source.hasRemaining()) {
        next += channel.write(source, next);
      }
    } catch (IOException e) {
      throw errors.typed("cannot write at position " + next, e);
    }
  }

  @Override
  public long append(FileChannel channel, ByteBuffer[] sources, int count) throws IOException {
    Objects.checkFromIndexSize(0, count, sources.length);
    long done = 0;
    try {
      for (int first = firstRemaining(sources, 0, count); first < count; ) {
        done += channel.write(sources, first, count - first);
        first = firstRemaining(sources, first, count);
      }
    } catch (IOException e) {
      throw errors.typed("cannot append after " + done + " bytes", e);
    }
    return done;
  }

  private static int firstRemaining(ByteBuffer[] sources, int from, int count) {
    int i = from;
    while (i < count && !sources[i].hasRemaining()) {
      i++;
    }
    return i;
  }

  @Override
  public long transfer(FileChannel channel, long position, long count, WritableByteChannel target) throws IOException {
    try {
      return channel.transferTo(position, count, target);
    } catch (IOException e) {
      throw errors.typed("cannot transfer from position " + position, e);
    }
  }

  @Override
  public void truncate(FileChannel channel, long sizeBytes) throws IOException {
    try {
      channel.truncate(sizeBytes);
    } catch (IOException e) {
      throw errors.typed("cannot truncate to " + sizeBytes, e);
    }
  }

  @Override
  public void force(FileChannel channel, boolean metadata) throws IOException {
    try {
      channel.force(metadata);
    } catch (IOException e) {
      throw errors.typed("cannot force", e);
    }
  }

  @Override
  public MemorySegment map(FileChannel channel, MapMode mode, long position, long sizeBytes, Arena arena)
      throws IOException {
    long size = channel.size();
    if (position < 0 || sizeBytes < 0 || sizeBytes > size - position) {
      throw new IllegalArgumentException(
          "range of " + sizeBytes + " bytes at position " + position + " is not inside a file of " + size);
    }
    try {
      // the JDK forgets a mapping whose thread is interrupted before the call returns: it would stay for good (E4, F2)
      return UninterruptedCall.run("disk-mapping", () -> channel.map(mode, position, sizeBytes, arena));
    } catch (IOException e) {
      throw errors.typed("cannot map " + sizeBytes + " bytes", e);
    }
  }

  @Override
  public void force(MemorySegment mapping, long offset, long length) throws IOException {
    try {
      mapping.asSlice(offset, length).force();
    } catch (UncheckedIOException e) {
      IOException cause = Objects.requireNonNull(e.getCause());
      throw errors.typed("cannot force " + length + " bytes of a mapping at " + offset, cause);
    }
  }

  @Override
  public void allocate(Path file, long sizeBytes) throws IOException {
    if (sizeBytes <= 0) {
      throw new IllegalArgumentException("size to allocate must be positive: " + sizeBytes);
    }
    int error = nativeCalls.allocate(file.toString(), sizeBytes);
    if (error == NativeCalls.UNSUPPORTED || errors.isUnsupported(error)) {
      writeZerosBehindEnd(file, sizeBytes);
    } else if (error != 0) {
      throw errors.ofAllocation(file, sizeBytes, error);
    }
  }

  private void writeZerosBehindEnd(Path file, long sizeBytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_SIZE_BYTES);
    try (FileChannel channel = open(file, OpenMode.WRITE)) {
      for (long next = channel.size(); next < sizeBytes; next += ZEROS_SIZE_BYTES) {
        zeros.clear().limit((int) Math.min(ZEROS_SIZE_BYTES, sizeBytes - next));
        write(channel, zeros, next);
      }
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw errors.typed("cannot rename " + from + " to " + to, e);
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw errors.typed("cannot delete " + file, e);
    }
  }

  @Override
  public List<FileEntry> list(Path directory) throws IOException {
    List<FileEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        addEntry(file, entries);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (IOException e) {
      throw errors.typed("cannot list " + directory, e);
    }
    entries.sort(Comparator.comparing(FileEntry::name));
    return List.copyOf(entries);
  }

  private static void addEntry(Path file, List<FileEntry> entries) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      entries.add(new FileEntry(file.getFileName().toString(), attributes.size(), attributes.isDirectory()));
    } catch (NoSuchFileException e) {
      return; // deleted since the directory was read
    }
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw errors.typed("cannot create directory " + directory, e);
    }
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = open(directory, OpenMode.READ)) {
      force(channel, true);
    }
  }

  /** Bytes that this process may still allocate where {@code directory} lies: a hint, true at the time of the call. */
  public static long usableBytes(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  /** What tells one directory from another whatever path leads to it: device and inode, else the real path. */
  static Object identityOf(Path directory) throws IOException {
    Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    return key == null ? directory.toRealPath() : key;
  }

  /** Locks a whole file until its channel is closed; whether that was possible, which another process may prevent. */
  static boolean tryLock(FileChannel channel) throws IOException {
    return channel.tryLock() != null;
  }
}
