package io.duolog.storage;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The configuration of a store: values by key name. Immutable. */
public final class StorageConfig {
  private static final StorageConfig DEFAULTS = new StorageConfig(Map.of());

  private final Map<String, String> values;

  private StorageConfig(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Every key at its default. */
  public static StorageConfig defaults() {
    return DEFAULTS;
  }

  /** The given values; whether an engine knows the keys is checked when it is opened. */
  public static StorageConfig of(Map<String, String> values) {
    return new StorageConfig(values);
  }

  /** This configuration with one more value. */
  public <T> StorageConfig with(ConfigKey<T> key, T value) {
    return with(key.name(), String.valueOf(value).toLowerCase(Locale.ROOT));
  }

  /** This configuration with one more value, as text. */
  public StorageConfig with(String key, String value) {
    Map<String, String> more = new HashMap<>(values);
    more.put(key, value);
    return new StorageConfig(more);
  }

  /**
   * The value of a key.
   *
   * @throws IllegalArgumentException if the given value is not of the key's type or out of its range
   */
  public <T> T value(ConfigKey<T> key) {
    String text = values.get(key.name());
    return text == null ? key.defaultValue() : key.parse(text);
  }

  /** The values that were given, ordered by key. */
  public Map<String, String> given() {
    return new TreeMap<>(values);
  }

  /**
   * Checks that every given key is one of {@code known} and that its value is in range (F3).
   *
   * @throws IllegalArgumentException naming the first key that is not, with the nearest known one
   */
  public void requireOnly(Collection<ConfigKey<?>> known) {
    Map<String, ConfigKey<?>> byName = new TreeMap<>();
    known.forEach(key -> byName.put(key.name(), key));
    given()
        .forEach(
            (name, text) -> {
              ConfigKey<?> key = byName.get(name);
              if (key == null) {
                throw new IllegalArgumentException(
                    "unknown configuration key " + name + ", did you mean " + nearest(name, byName.keySet()) + "?");
              }
              key.parse(text);
            });
  }

  private static String nearest(String name, Collection<String> known) {
    String best = "";
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = editDistance(name, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Levenshtein's distance: insertions, deletions and replacements that turn one word into the other. */
  private static int editDistance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
