package io.duolog.io.file;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A call on a thread of its own, which nobody interrupts. Stateless. */
final class UninterruptedCall {
  private UninterruptedCall() {}

  /**
   * Calls and waits for the end; an interrupt of the calling thread is handed back afterwards.
   *
   * @param call throws nothing checked but {@link IOException}
   */
  static <T> T run(String threadName, Callable<T> call) throws IOException {
    FutureTask<T> task = new FutureTask<>(call);
    Thread.ofPlatform().daemon().name(threadName).start(task);
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw thrown(e);
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException thrown(ExecutionException wrapped) {
    return switch (wrapped.getCause()) {
      case IOException fault -> fault;
      case RuntimeException fault -> throw fault;
      case Error fault -> throw fault;
      case null, default -> throw new AssertionError("nothing else is thrown", wrapped);
    };
  }
}
