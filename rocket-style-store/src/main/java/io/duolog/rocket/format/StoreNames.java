package io.duolog.rocket.format;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Stateless. The names in a store directory and the stamps of its durable files. */
public final class StoreNames {
  /** Held by the owner. */
  public static final String LOCK = "lock";

  /** The last durable state. */
  public static final String CHECKPOINT = "checkpoint";

  /** The journal of what the log alone cannot give back. */
  public static final String CATALOGUE = "catalogue";

  /** Directory of the CommitLog's files. */
  public static final String COMMIT_LOG = "commitlog";

  /** Directory of the ConsumeQueue's files. */
  public static final String CONSUME_QUEUE = "consumequeue";

  /** {@code DUORCKPT}. */
  public static final long CHECKPOINT_MAGIC = 0x44554F52434B5054L;

  /** {@code DUORCCAT}. */
  public static final long CATALOGUE_MAGIC = 0x44554F5243434154L;

  /** Newest known version of the checkpoint's payload and of the catalogue's set of entries. */
  public static final int CONTENT_VERSION = 1;

  /** Ends the name of the mark beside a file of the queue that was lost and is derived again. */
  public static final String LOST_SUFFIX = ".lost";

  private static final int DIGITS = 20;

  private StoreNames() {}

  /** Everything that a store directory may hold. */
  public static Set<String> all() {
    return Set.of(LOCK, CHECKPOINT, CHECKPOINT + ".tmp", CATALOGUE, CATALOGUE + ".tmp", COMMIT_LOG, CONSUME_QUEUE);
  }

  /** The name of a file that begins at {@code number}: a position of the log, or a page of the queue. */
  public static String numbered(long number) {
    return String.format(Locale.ROOT, "%0" + DIGITS + "d", number);
  }

  /** The number in a file's name; empty if it is no such name. */
  public static OptionalLong number(String name) {
    if (name.length() != DIGITS || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(name));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
