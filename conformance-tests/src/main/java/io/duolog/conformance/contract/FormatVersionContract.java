package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.storage.Capability;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.error.UnsupportedFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Stores of a later version of the engine (F3). */
public abstract class FormatVersionContract extends StorageContract {
  /** For subclasses. */
  protected FormatVersionContract() {}

  /** Where the engine's stores name the versions of their formats. */
  protected abstract List<VersionNumber> versionNumbers();

  @Test
  @Rule({"F3.newer", "F1.ready"})
  @Needs(Capability.PERSISTENCE)
  protected void f3_aNewerFormatIsRefusedAndNotChanged() throws IOException {
    assumeFalse(versionNumbers().isEmpty(), "the engine's test names no version number");
    StorageEngine engine = open();
    append(create(engine, "kept", 0), Batches.text("x"));
    engine.close();
    for (VersionNumber number : versionNumbers()) {
      Path file = storeDirectory().resolve(number.file());
      byte[] ours = Files.readAllBytes(file);
      number.raise(storeDirectory());
      SortedMap<String, ByteBuffer> newer = files();
      assertThrows(UnsupportedFormatException.class, this::open, number::toString);
      assertEquals(newer, files(), number::toString);
      Files.write(file, ours);
    }
    assertEquals(1, Contents.batches(find(open(), "kept", 0)).size());
  }

  private SortedMap<String, ByteBuffer> files() throws IOException {
    SortedMap<String, ByteBuffer> all = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(storeDirectory())) {
      for (Path path : tree.toList()) {
        byte[] bytes = Files.isDirectory(path) ? new byte[0] : Files.readAllBytes(path);
        all.put(storeDirectory().relativize(path).toString(), ByteBuffer.wrap(bytes));
      }
    }
    return all;
  }
}
