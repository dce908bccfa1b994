package io.duolog.conformance.contract;

import io.duolog.conformance.rule.Needs;
import io.duolog.storage.Capability;
import io.duolog.storage.StorageProvider;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Puts the assertion of the documented refusal in the place of a test that needs a capability that the engine lacks.
 * Stateless.
 */
final class CapabilityGate implements InvocationInterceptor {
  CapabilityGate() {}

  /** The first capability that the test needs and the engine does not declare. */
  static Optional<Capability> missing(ExtensionContext context) {
    if (!(context.getTestInstance().orElse(null) instanceof StorageContract contract)) {
      return Optional.empty();
    }
    StorageProvider provider = contract.provider();
    return Stream.of(context.getRequiredTestMethod(), context.getRequiredTestMethod().getDeclaringClass())
        .map(AnnotatedElement.class::cast)
        .map(element -> element.getAnnotation(Needs.class))
        .flatMap(Stream::ofNullable)
        .flatMap(needs -> Stream.of(needs.value()))
        .filter(capability -> !provider.capabilities().contains(capability))
        .findFirst();
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    proceed(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
      throws Throwable {
    proceed(invocation, context);
  }

  private static void proceed(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
    Optional<Capability> missing = missing(context);
    if (missing.isEmpty()) {
      invocation.proceed();
      return;
    }
    invocation.skip();
    new Refusals((StorageContract) context.getRequiredTestInstance()).require(missing.get());
  }
}
