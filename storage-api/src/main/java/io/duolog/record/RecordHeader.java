package io.duolog.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Immutable as long as nobody changes the value's bytes. A record's header: a name and an optional value.
 *
 * @param key the name; not unique within a record
 * @param value the value from its buffer's position to its limit, or null; borrowed, not copied
 */
public record RecordHeader(String key, @Nullable ByteBuffer value) {

  /** Checks that there is a name. */
  public RecordHeader {
    Objects.requireNonNull(key, "key");
  }

  /** A header with a UTF-8 value. */
  public static RecordHeader of(String key, String value) {
    return new RecordHeader(key, ByteBuffer.wrap(value.getBytes(UTF_8)));
  }

  /** A header with these bytes as its value; the array is borrowed. */
  public static RecordHeader of(String key, byte @Nullable [] value) {
    return new RecordHeader(key, value == null ? null : ByteBuffer.wrap(value));
  }
}
