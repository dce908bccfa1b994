package io.duolog.conformance.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Confined to one thread. An ext4 file system in an image file, mounted through a loop device, that can lose power:
 * what was not forced before {@link #cutPower()} is gone after the next {@link #mount()}.
 */
public final class LoopDisk implements AutoCloseable {
  private static final String SIZE = "320M";

  private final Path image;
  private final Path root;
  private boolean isMounted;

  private LoopDisk(Path image, Path root) {
    this.image = image;
    this.root = root;
  }

  /** Makes an empty file system, not mounted, with image and mount point in {@code directory}. */
  public static LoopDisk create(Path directory) throws IOException {
    Path image = directory.resolve("disk.img");
    Path root = Files.createDirectory(directory.resolve("disk"));
    Command.of("truncate", "-s", SIZE, image.toString()).run();
    Command.of("mkfs.ext4", "-q", "-F", image.toString()).run();
    return new LoopDisk(image, root);
  }

  /** Its root directory while it is mounted. */
  public Path root() {
    return root;
  }

  /** Mounts it, replaying the journal. */
  public void mount() throws IOException {
    Command.of("mount", "-o", "loop", image.toString(), root.toString()).run();
    isMounted = true;
  }

  /** Drops all that was not forced and leaves it unmounted; no file may be open there any more. */
  public void cutPower() throws IOException {
    Command.of("xfs_io", "-x", "-c", "shutdown", root.toString()).run();
    unmount();
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
