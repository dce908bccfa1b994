package io.duolog.conformance.power;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.duolog.conformance.kill.KillStore;
import io.duolog.conformance.kill.Report;
import io.duolog.conformance.kill.StoredState;
import io.duolog.conformance.process.Providers;
import io.duolog.storage.StorageEngine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Opens a store, tells how far it can be read, and leaves it open until the process dies. Stateless. */
public final class RecoveringChild {
  private RecoveringChild() {}

  /**
   * Runs until it is killed.
   *
   * @param args class of the provider, directory
   */
  public static void main(String[] args) throws IOException {
    StorageEngine engine = KillStore.open(Providers.ofClass(args[0]), Path.of(args[1]));
    StoredState state = StoredState.of(engine);
    try (FileOutputStream parent = new FileOutputStream(FileDescriptor.out)) {
      for (int partition = 0; partition < KillStore.PARTITIONS; partition++) {
        tell(parent, new Report.Seen(partition, state.end(partition), true));
      }
      tell(parent, new Report.Ready());
      while (engine.recoveryReport() != null) {
        LockSupport.park();
      }
    }
  }

  private static void tell(FileOutputStream parent, Report report) throws IOException {
    parent.write((report.line() + "\n").getBytes(UTF_8));
  }
}
