package io.duolog.kafka.store;

import org.slf4j.Logger;

/** Stateless. Logs what went wrong on a thread that has to go on whatever happens, out of memory included. */
public final class Complaint {
  private Complaint() {}

  /** Logs {@code fault}; a fault of the logging itself is dropped, as there is nobody left to tell. */
  public static void log(Logger log, String message, Throwable fault) {
    try {
      log.error(message, fault);
    } catch (RuntimeException | AssertionError | LinkageError | VirtualMachineError e) {
      Thread.onSpinWait();
    }
  }
}
