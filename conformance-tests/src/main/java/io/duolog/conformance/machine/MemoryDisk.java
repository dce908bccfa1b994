package io.duolog.conformance.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mounted file system in memory with a fixed size. Confined to one thread. */
public final class MemoryDisk implements AutoCloseable {
  private final Path root;

  private MemoryDisk(Path root) {
    this.root = root;
  }

  /**
   * Makes it, mounted.
   *
   * @param root must not exist; the mount point
   * @param size as the option of mount takes it
   */
  public static MemoryDisk mount(Path root, String size) throws IOException {
    Files.createDirectory(root);
    Command.of("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", root.toString()).run();
    return new MemoryDisk(root);
  }

  /** Its root directory. */
  public Path root() {
    return root;
  }

  /** Unmounts it; its files are gone. */
  @Override
  public void close() throws IOException {
    Command.of("umount", root.toString()).run();
    Files.delete(root);
  }
}
