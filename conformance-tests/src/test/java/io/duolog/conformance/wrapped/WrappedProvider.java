package io.duolog.conformance.wrapped;

import io.duolog.conformance.process.Providers;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.Capability;
import io.duolog.storage.ConfigKey;
import io.duolog.storage.EngineResources;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.Partitions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** An engine of which every call goes through one method. As thread-safe as the engine and that method. */
public abstract class WrappedProvider implements StorageProvider {
  private final StorageProvider sound;

  WrappedProvider(String name) {
    this.sound = Providers.named(name);
  }

  /** A call of an engine, its partitions or its logs. Confined to one thread. */
  static final class Call {
    private final Object target;
    private final Method method;
    private final Object[] arguments;

    Call(Object target, Method method, Object... arguments) {
      this.target = target;
      this.method = method;
      this.arguments = arguments;
    }

    /** Who is called. */
    Object target() {
      return target;
    }

    /** The arguments, which may be changed before the call goes on. */
    Object[] arguments() {
      return arguments;
    }

    /** What the sound engine answers. */
    Object proceed() throws Throwable {
      try {
        return method.invoke(target, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    /** Whether it appends to a log. */
    boolean isAppend() {
      return target instanceof PartitionLog && method.getName().startsWith("append");
    }
  }

  /** What the broken engine answers. */
  abstract Object answer(Call call) throws Throwable;

  @Override
  public final String name() {
    return "broken-" + sound.name();
  }

  @Override
  public final Set<Capability> capabilities() {
    return sound.capabilities();
  }

  @Override
  public final List<ConfigKey<?>> configKeys() {
    return sound.configKeys();
  }

  @Override
  public final StorageEngine open(Path directory, StorageConfig config, EngineResources resources) {
    return wrapped(StorageEngine.class, sound.open(directory, config, resources));
  }

  private <T> T wrapped(Class<T> type, T target) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) ->
                wrapped(answer(new Call(target, method, arguments == null ? new Object[0] : arguments)))));
  }

  private Object wrapped(Object answer) {
    UnaryOperator<Object> wrapper =
        one ->
            switch (one) {
              case Partitions partitions -> wrapped(Partitions.class, partitions);
              case PartitionLog log -> wrapped(PartitionLog.class, log);
              case FetchResult result -> wrapped(FetchResult.class, result);
              case BatchIterator batches -> wrapped(BatchIterator.class, batches);
              default -> one;
            };
    return switch (answer) {
      case null -> answer;
      case Optional<?> some -> some.map(wrapper);
      case List<?> many -> many.stream().map(wrapper).toList();
      default -> wrapper.apply(answer);
    };
  }
}
