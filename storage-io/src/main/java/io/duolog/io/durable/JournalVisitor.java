package io.duolog.io.durable;

import java.io.IOException;

/** Is shown a journal's entries in the order in which they were appended. */
@FunctionalInterface
public interface JournalVisitor {
  /**
   * Takes one entry.
   *
   * @param entry valid until this returns; its payload is read-only
   * @throws IOException if the entry cannot be taken; opening the journal fails with it
   */
  void visit(JournalEntry entry) throws IOException;
}
