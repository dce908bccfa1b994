package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.storage.Capability;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineResources;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Settings and directories that are refused (F1, F3). */
public abstract class ConfigurationContract extends StorageContract {
  /** For subclasses. */
  protected ConfigurationContract() {}

  private IllegalArgumentException refused(StorageConfig config) {
    return assertThrows(
        IllegalArgumentException.class,
        () -> provider().open(storeDirectory(), config, EngineResources.create()).close());
  }

  @Test
  @Rule({"F3.keys", "F1.ready", "E1.argument"})
  protected void f3_anUnknownKeyIsRefusedWithTheNearestKnownOne() {
    IllegalArgumentException refusal = refused(config().with("file.size.byte", "65536"));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("file.size.byte") && message.contains("file.size.bytes"), message);
    assertFalse(Files.exists(storeDirectory()), "a refused open left a directory behind");
  }

  @Test
  @Rule({"F3.keys", "F1.ready", "E1.argument"})
  protected void f3_aValueOutOfRangeIsRefusedWithTheRange() {
    IllegalArgumentException refusal = refused(config().with("file.size.bytes", "17"));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("17") && message.contains("file.size.bytes"), message);
    refused(config().with("max.batch.bytes", "many"));
    assertFalse(Files.exists(storeDirectory()), "a refused open left a directory behind");
  }

  @Test
  @Rule("F3.keys")
  protected void f3_keysAreUniqueAndExplained() {
    StorageProvider provider = provider();
    Set<String> names = new HashSet<>();
    for (ConfigKey<?> key : provider.configKeys()) {
      assertTrue(names.add(key.name()), () -> key + " occurs twice");
      assertFalse(key.meaning().isBlank(), () -> key + " has no meaning");
    }
    for (ConfigKey<?> key : StorageKeys.ALL) {
      assertTrue(names.contains(key.name()), () -> key + " is missing");
    }
    assertTrue(provider.name().matches("[a-z0-9]+(-[a-z0-9]+)*"), provider::name);
  }

  @Test
  @Rule({"F3.foreign", "F1.ready"})
  @Needs(Capability.PERSISTENCE)
  protected void f3_aForeignDirectoryIsRefusedAndNotChanged() throws IOException {
    Path store = Files.createDirectories(storeDirectory());
    Files.writeString(store.resolve("holiday.txt"), "not a store");
    Files.createDirectory(store.resolve("photos"));
    List<Path> before = tree(store);
    StorageException refusal = assertThrows(StorageException.class, this::open);
    assertTrue(String.valueOf(refusal.getMessage()).contains(store.getFileName().toString()), refusal::toString);
    assertEquals(before, tree(store));
    assertEquals("not a store", Files.readString(store.resolve("holiday.txt")));
  }

  @Test
  @Rule({"F1.ready", "E2.typed"})
  @Needs(Capability.PERSISTENCE)
  protected void f1_aFileInThePlaceOfTheDirectoryIsRefused() throws IOException {
    Files.writeString(storeDirectory(), "a file");
    assertThrows(StorageException.class, this::open);
    assertEquals("a file", Files.readString(storeDirectory()));
  }

  private static List<Path> tree(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      return files.sorted().toList();
    }
  }
}
