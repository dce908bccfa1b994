package io.duolog.conformance.machine;

import java.util.List;

/** A kind of file system, as it is made and mounted. Immutable. */
public enum FileSystem {
  /** ext4 as it is made by default. */
  EXT4("mkfs.ext4 -q -F -m 0", "loop"),

  /** ext4 that may put a file's size on the disk before its data. */
  EXT4_SIZE_BEFORE_DATA("mkfs.ext4 -q -F -m 0", "loop,data=writeback,nodelalloc"),

  /** XFS, which can also clone files; at least 300 MiB. */
  XFS("mkfs.xfs -q -f", "loop,nouuid");

  private final String maker;
  private final String options;

  FileSystem(String maker, String options) {
    this.maker = maker;
    this.options = options;
  }

  /** Words of the command that makes it, before the image. */
  List<String> maker() {
    return List.of(maker.split(" ", -1));
  }

  /** Options of mount. */
  String options() {
    return options;
  }
}
