package io.duolog.bench.cell;

/** What becomes of a store whose content nobody needs when its cell has been measured. */
public enum Disposal {
  /** The engine is closed, which forces all that was appended, and the files are removed. */
  CLOSE,
  /**
   * Engine and files are left as they are, because the process is about to be killed and the files removed: what was
   * appended then never reaches the disk, and the next cell does not share the disk with it.
   */
  ABANDON
}
