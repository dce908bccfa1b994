package io.duolog.io.faults;

/** The operations of the seam, one each. */
public enum DiskOperation {
  OPEN,
  READ,
  WRITE,
  APPEND,
  TRANSFER,
  TRUNCATE,
  FORCE,
  MAP,
  FORCE_MAPPING,
  ALLOCATE,
  RENAME,
  DELETE,
  LIST,
  CREATE_DIRECTORY,
  FORCE_DIRECTORY
}
