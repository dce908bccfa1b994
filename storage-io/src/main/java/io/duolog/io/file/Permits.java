package io.duolog.io.file;

/** A counted kind of thing of which only so many may be live at one time. Thread-safe. */
public interface Permits {
  /** Takes one; false if none is free. Never waits. */
  boolean tryTake();

  /**
   * Gives one back.
   *
   * @throws IllegalStateException if none was taken
   */
  void giveBack();

  /** How many are taken. */
  int live();
}
