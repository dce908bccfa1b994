package io.duolog.conformance.defect;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call of the storage interface on its way to the sound engine. Immutable but for the array of its arguments. */
final class Call {
  private final Object target;
  private final String name;
  private final Method method;
  private final @Nullable Object @Nullable [] arguments;

  Call(Object target, String name, Method method, @Nullable Object @Nullable [] arguments) {
    this.target = target;
    this.name = name;
    this.method = method;
    this.arguments = arguments;
  }

  /** Type and method, for instance {@code PartitionLog.append}. */
  String name() {
    return name;
  }

  /** The sound part of the engine that was called. */
  <T> T target(Class<T> type) {
    return type.cast(target);
  }

  <T> T argument(int index, Class<T> type) {
    return type.cast(Objects.requireNonNull(Objects.requireNonNull(arguments)[index]));
  }

  /** The same call with another argument. */
  Call with(int index, Object value) {
    @Nullable Object[] others = Objects.requireNonNull(arguments).clone();
    others[index] = value;
    return new Call(target, name, method, others);
  }

  /** What the sound engine says. */
  @Nullable Object proceed() throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  /** What the sound engine says, which is not null. */
  <T> T proceed(Class<T> type) throws Throwable {
    return type.cast(Objects.requireNonNull(proceed()));
  }
}
