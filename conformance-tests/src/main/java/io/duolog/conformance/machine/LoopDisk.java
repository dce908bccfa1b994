package io.duolog.conformance.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Confined to one thread. A file system in an image file, mounted through a loop device, that can lose power: what was
 * not forced before {@link #cutPower()} is gone after the next {@link #mount()}.
 */
public final class LoopDisk implements AutoCloseable {
  private static final String SIZE = "320M";
  private static final long SECTOR_BYTES = 512;
  private static final Pattern FIRST_EXTENT = Pattern.compile("0: \\[0\\.\\.\\d+\\]: (\\d+)\\.\\.");

  private final Path image;
  private final Path root;
  private final FileSystem fileSystem;
  private boolean isMounted;

  private LoopDisk(Path image, Path root, FileSystem fileSystem) {
    this.image = image;
    this.root = root;
    this.fileSystem = fileSystem;
  }

  /** Makes an empty ext4 of 320 MiB, not mounted, with image and mount point in {@code directory}. */
  public static LoopDisk create(Path directory) throws IOException {
    return create(directory, FileSystem.EXT4, SIZE);
  }

  /**
   * Makes an empty file system, not mounted, with image and mount point in {@code directory}.
   *
   * @param directory exists
   * @param fileSystem its kind
   * @param size as truncate(1) takes it; the image is sparse
   */
  public static LoopDisk create(Path directory, FileSystem fileSystem, String size) throws IOException {
    Path image = directory.resolve("disk.img");
    Path root = Files.createDirectory(directory.resolve("disk"));
    Command.of("truncate", "-s", size, image.toString()).run();
    List<String> words = new ArrayList<>(fileSystem.maker());
    words.add(image.toString());
    new Command(List.copyOf(words)).run();
    return new LoopDisk(image, root, fileSystem);
  }

  /** Its root directory while it is mounted. */
  public Path root() {
    return root;
  }

  /** The image file. */
  public Path image() {
    return image;
  }

  /** Mounts it, replaying the journal. */
  public void mount() throws IOException {
    Command.of("mount", "-o", fileSystem.options(), image.toString(), root.toString()).run();
    isMounted = true;
  }

  /** Drops all that was not forced; files may still be open, and what uses them fails. */
  public void shutDown() throws IOException {
    Command.of("xfs_io", "-x", "-c", "shutdown", root.toString()).run();
  }

  /** Drops all that was not forced and leaves it unmounted; no file may be open there any more. */
  public void cutPower() throws IOException {
    shutDown();
    unmount();
  }

  /**
   * A copy of what the device holds at this moment, as a power loss now would leave it; the file system goes on. The
   * image has to stand on a file system that can clone files.
   *
   * @param directory exists, on the image's file system; gets the copy's image and mount point
   * @return the copy, not mounted
   */
  public LoopDisk crashImage(Path directory) throws IOException {
    Path copy = directory.resolve("disk.img");
    Command.of("cp", "--reflink=always", image.toString(), copy.toString()).run();
    return new LoopDisk(copy, Files.createDirectory(directory.resolve("disk")), fileSystem);
  }

  /** Where in the image a file of the mounted file system begins, in bytes; empty if it has no block there. */
  public OptionalLong positionOf(Path file) throws IOException {
    String extents = Command.of("xfs_io", "-r", "-c", "fiemap", file.toString()).run();
    Matcher first = FIRST_EXTENT.matcher(extents);
    return first.find() ? OptionalLong.of(Long.parseLong(first.group(1)) * SECTOR_BYTES) : OptionalLong.empty();
  }

  /** Breaks every sector of the device from a position of the image on: reading it fails until the disk is closed. */
  public void breakBehind(long position) throws IOException {
    Command.of("truncate", "-s", Long.toString(position), image.toString()).run();
  }

  /** Unmounts it cleanly, as a shutdown of the machine does. */
  public void unmount() throws IOException {
    Command.of("umount", root.toString()).run();
    isMounted = false;
  }

  /** Unmounts it if needed and deletes the image. */
  @Override
  public void close() throws IOException {
    if (isMounted) {
      unmount();
    }
    Files.deleteIfExists(image);
    Files.deleteIfExists(root);
  }
}
