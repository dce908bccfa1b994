package io.duolog.bench.load;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How many appends each force of a run covered, in the order of the forces. Immutable.
 *
 * <p>An engine's run records them, and a raw loop of the same round writes and forces groups of these sizes.
 */
public final class GroupSizes {
  /** Of a run that recorded none. */
  public static final GroupSizes NONE = new GroupSizes(new int[0]);

  private static final String SEPARATOR = ",";

  private final int[] sizes;

  private GroupSizes(int[] sizes) {
    this.sizes = sizes;
  }

  /**
   * Groups of these sizes.
   *
   * @throws IllegalArgumentException if a size is not positive
   */
  public static GroupSizes of(int... sizes) {
    for (int size : sizes) {
      if (size <= 0) {
        throw new IllegalArgumentException("size of a group must be positive: " + size);
      }
    }
    return sizes.length == 0 ? NONE : new GroupSizes(sizes.clone());
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static GroupSizes parse(String text) {
    return text.isEmpty() ? NONE : of(Arrays.stream(text.split(SEPARATOR, -1)).mapToInt(Integer::parseInt).toArray());
  }

  /** How many groups there are. */
  public int count() {
    return sizes.length;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return sizes.length == 0;
  }

  /** Size of a group. */
  public int size(int group) {
    return sizes[group];
  }

  /** Appends of all groups. */
  public long sum() {
    return Arrays.stream(sizes).asLongStream().sum();
  }

  /** All sizes divided by commas. */
  @Override
  public String toString() {
    return Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining(SEPARATOR));
  }
}
