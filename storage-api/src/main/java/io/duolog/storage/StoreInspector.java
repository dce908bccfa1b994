package io.duolog.storage;

import java.nio.file.Path;
import java.util.List;

/** A read-only view of a store that no engine has open. Confined to one thread. */
@Experimental
public interface StoreInspector extends AutoCloseable {
  /** The files of the store with what they are. */
  List<StoredFile> files();

  /** Checks every checksum, and every derived file against the log. */
  List<Finding> verify();

  @Override
  void close();

  /**
   * A file of the store. Immutable.
   *
   * @param path where it stands
   * @param kind what it is, in the engine's words
   * @param sizeBytes its size
   */
  record StoredFile(Path path, String kind, long sizeBytes) {}

  /**
   * Something that is not as it should be. Immutable.
   *
   * @param ruleId the rule that it breaks
   * @param path the file
   * @param position byte position in it, or -1
   * @param description what was found and what recovery would do
   */
  record Finding(String ruleId, Path path, long position, String description) {}
}
