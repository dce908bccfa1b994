package io.duolog.io.file;

/** How {@link Disk#open} opens a file. No mode truncates. */
public enum OpenMode {
  /** An existing file, for reading only. */
  READ,
  /** An existing file, for reading and writing. */
  WRITE,
  /** For reading and writing; made empty if it does not exist. */
  CREATE,
  /** For reading and writing; it must not exist. */
  CREATE_NEW
}
