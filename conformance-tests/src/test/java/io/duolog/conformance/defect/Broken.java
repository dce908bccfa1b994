package io.duolog.conformance.defect;

import io.duolog.storage.BatchIterator;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.Partitions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageProvider;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a fault between a caller and every part of a sound engine. As thread-safe as the fault. */
final class Broken implements InvocationHandler {
  /** Forms that the interface builds on others: they reach the engine, and the fault, through those. */
  private static final Set<String> BUILT_ON_OTHERS = Set.of("append", "close", "create", "endOffset", "find");

  /** A test that fails leaves its results held, and nobody needs to wait for them. */
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(50);

  private final Object sound;
  private final Class<?> type;
  private final Fault fault;

  private Broken(Object sound, Class<?> type, Fault fault) {
    this.sound = sound;
    this.type = type;
    this.fault = fault;
  }

  /** A provider of broken engines. */
  static StorageProvider provider(StorageProvider sound, Fault fault) {
    return proxy(StorageProvider.class, sound, fault);
  }

  private static <T> T proxy(Class<T> type, T sound, Fault fault) {
    return type.cast(
        Proxy.newProxyInstance(
            Broken.class.getClassLoader(), new Class<?>[] {type}, new Broken(sound, type, fault)));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    if (method.isDefault() && BUILT_ON_OTHERS.contains(method.getName())) {
      return InvocationHandler.invokeDefault(proxy, method, arguments);
    }
    Call call = new Call(sound, type.getSimpleName() + "." + method.getName(), method, arguments);
    if (call.name().equals("StorageEngine.close") && call.argument(0, Duration.class).compareTo(CLOSE_LIMIT) > 0) {
      call = call.with(0, CLOSE_LIMIT);
    }
    return broken(method.getDeclaringClass() == Object.class ? call.proceed() : fault.answer(call));
  }

  private @Nullable Object broken(@Nullable Object answer) {
    return switch (answer) {
      case null -> null;
      case StorageEngine engine -> proxy(StorageEngine.class, engine, fault);
      case Partitions partitions -> proxy(Partitions.class, partitions, fault);
      case PartitionLog log -> proxy(PartitionLog.class, log, fault);
      case FetchResult result -> proxy(FetchResult.class, result, fault);
      case BatchIterator batches -> proxy(BatchIterator.class, batches, fault);
      case Optional<?> found -> found.map(this::broken);
      case List<?> many -> many.stream().map(this::broken).toList();
      default -> answer;
    };
  }
}
