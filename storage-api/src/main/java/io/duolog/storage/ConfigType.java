package io.duolog.storage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * Parses and bounds the values of a configuration key. Immutable.
 *
 * @param <T> type of the values
 */
public abstract sealed class ConfigType<T> {
  private ConfigType() {}

  /** Whole numbers from {@code minimum} to {@code maximum}, both inclusive. */
  public static ConfigType<Long> wholeNumber(long minimum, long maximum) {
    return new WholeNumber(minimum, maximum);
  }

  /** {@code true} or {@code false}. */
  public static ConfigType<Boolean> truth() {
    return new Truth();
  }

  /** The constants of an enum, written in lower case. */
  public static <E extends Enum<E>> ConfigType<E> constant(Class<E> type) {
    return new Constant<>(type);
  }

  abstract T parse(String key, String text);

  abstract T check(String key, T value);

  abstract String range();

  private static IllegalArgumentException refused(String key, Object value, String range) {
    return new IllegalArgumentException(key + " = " + value + " is not " + range);
  }

  private static final class WholeNumber extends ConfigType<Long> {
    private final long minimum;
    private final long maximum;

    WholeNumber(long minimum, long maximum) {
      this.minimum = minimum;
      this.maximum = maximum;
    }

    @Override
    Long parse(String key, String text) {
      try {
        return Long.parseLong(text.strip());
      } catch (NumberFormatException e) {
        throw refused(key, text, range());
      }
    }

    @Override
    Long check(String key, Long value) {
      if (value < minimum || value > maximum) {
        throw refused(key, value, range());
      }
      return value;
    }

    @Override
    String range() {
      return maximum == Long.MAX_VALUE
          ? "a whole number from " + minimum
          : "a whole number from " + minimum + " to " + maximum;
    }
  }

  private static final class Truth extends ConfigType<Boolean> {
    @Override
    Boolean parse(String key, String text) {
      return switch (text.strip()) {
        case "true" -> true;
        case "false" -> false;
        default -> throw refused(key, text, range());
      };
    }

    @Override
    Boolean check(String key, Boolean value) {
      return Objects.requireNonNull(value, key);
    }

    @Override
    String range() {
      return "true or false";
    }
  }

  private static final class Constant<E extends Enum<E>> extends ConfigType<E> {
    private final Class<E> type;

    Constant(Class<E> type) {
      this.type = type;
    }

    @Override
    E parse(String key, String text) {
      for (E constant : type.getEnumConstants()) {
        if (text.strip().equals(constant.name().toLowerCase(Locale.ROOT))) {
          return constant;
        }
      }
      throw refused(key, text, range());
    }

    @Override
    E check(String key, E value) {
      return Objects.requireNonNull(value, key);
    }

    @Override
    String range() {
      return "one of " + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT);
    }
  }
}
