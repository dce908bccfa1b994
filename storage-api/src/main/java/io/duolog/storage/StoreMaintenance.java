package io.duolog.storage;

import java.util.List;

/** Repairs a store that no engine has open: derived files and torn tails only. Confined to one thread. */
@Experimental
public interface StoreMaintenance extends AutoCloseable {
  /** What {@link #repair} would do, in words. Changes nothing. */
  List<String> plan();

  /** Does what {@link #plan} says. Never touches a byte of acknowledged log. */
  List<String> repair();

  @Override
  void close();
}
