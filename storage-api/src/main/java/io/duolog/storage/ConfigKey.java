package io.duolog.storage;

import java.util.Objects;

/**
 * A configuration key: name, type, default, range and meaning. Immutable.
 *
 * @param <T> type of its values
 */
public final class ConfigKey<T> {
  private final String name;
  private final ConfigType<T> type;
  private final T defaultValue;
  private final String meaning;
  private final String originals;

  /**
   * A key.
   *
   * @param name lower case words joined by dots
   * @param type parses and bounds its values
   * @param defaultValue in the range of {@code type}
   * @param meaning one sentence, with the unit
   * @param originals the names of the same setting in Apache Kafka and Apache RocketMQ, or {@code ""}
   */
  public ConfigKey(String name, ConfigType<T> type, T defaultValue, String meaning, String originals) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.defaultValue = type.check(name, defaultValue);
    this.meaning = Objects.requireNonNull(meaning, "meaning");
    this.originals = Objects.requireNonNull(originals, "originals");
  }

  /** The key's name. */
  public String name() {
    return name;
  }

  /** The value where none is given. */
  public T defaultValue() {
    return defaultValue;
  }

  /** What it sets, with the unit. */
  public String meaning() {
    return meaning;
  }

  /** The originals' names of it, or {@code ""}. */
  public String originals() {
    return originals;
  }

  /** The range in words. */
  public String range() {
    return type.range();
  }

  /**
   * Parses a value.
   *
   * @throws IllegalArgumentException with the value and the range, if it is not of the type or out of range
   */
  public T parse(String text) {
    return type.check(name, type.parse(name, text));
  }

  @Override
  public String toString() {
    return name;
  }
}
