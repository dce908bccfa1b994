package io.duolog.conformance.contract;

import io.duolog.conformance.watch.BufferLeaks;
import io.duolog.conformance.watch.Eventually;
import io.duolog.conformance.watch.ProcessHoldings;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test that leaves descriptors or mappings under its directory, or threads, and a contract that leaves buffers
 * which nobody released (F2). Stateless; runs after the contract has closed its engines.
 */
final class LeakCheck implements BeforeEachCallback, AfterEachCallback, BeforeAllCallback, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);

  LeakCheck() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    BufferLeaks.watch();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> leaks = BufferLeaks.take();
    if (!leaks.isEmpty()) {
      throw new AssertionError(complaint("buffers", leaks));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(Threads.class, new Threads(ProcessHoldings.threads()));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getRequiredTestInstance() instanceof StorageContract contract) {
      Threads before =
          Objects.requireNonNull(context.getStore(NAMESPACE).get(Threads.class, Threads.class), "threads before");
      Eventually.quiet(() -> leaks(contract, before));
    }
  }

  private static String leaks(StorageContract contract, Threads before) {
    List<String> descriptors = ProcessHoldings.descriptorsUnder(contract.directory);
    List<String> mappings = ProcessHoldings.mappingsUnder(contract.directory);
    Set<Thread> threads = new HashSet<>(ProcessHoldings.threads());
    threads.removeAll(before.live());
    threads.removeIf(thread -> !thread.isAlive());
    return complaint("open files", descriptors) + complaint("mappings", mappings) + complaint("threads", threads);
  }

  private static String complaint(String what, Collection<?> left) {
    return left.isEmpty() ? "" : left.size() + " " + what + " are left behind: " + left + "\n";
  }

  /** The threads that were there before a test. */
  private record Threads(Set<Thread> live) {}
}
