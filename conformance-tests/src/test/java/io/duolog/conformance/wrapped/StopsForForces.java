package io.duolog.conformance.wrapped;

import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.duolog.storage.AppendRejection;
import io.duolog.storage.Durability;
import io.duolog.storage.error.StorageException;
import java.util.Arrays;

/** Takes no buffered append while a synced one waits for its force, as one does whose force holds the append lock. */
public abstract class StopsForForces extends WrappedProvider {
  private int pending;

  StopsForForces(String name) {
    super(name);
  }

  /** Of the rocket-style engine. */
  public static final class OfRocketStyle extends StopsForForces {
    /** For child processes. */
    public OfRocketStyle() {
      super("rocket-style");
    }
  }

  @Override
  Object answer(Call call) throws Throwable {
    if (call.isAppend()) {
      boolean isSynced = Arrays.stream(call.arguments()).anyMatch(StopsForForces::isSynced);
      int last = call.arguments().length - 1;
      if (isSynced && call.arguments()[last] instanceof AppendCompletion completion) {
        began();
        call.arguments()[last] = new Ending(completion);
      } else if (!isSynced) {
        awaitForces();
      }
    }
    return call.proceed();
  }

  private static boolean isSynced(Object argument) {
    return argument instanceof AppendOptions options && options.durability() == Durability.SYNCED;
  }

  private synchronized void began() {
    pending++;
  }

  private synchronized void ended() {
    pending--;
    notifyAll();
  }

  private synchronized void awaitForces() throws InterruptedException {
    while (pending > 0) {
      wait();
    }
  }

  /** Counts the end of a synced append. */
  private final class Ending implements AppendCompletion {
    private final AppendCompletion told;

    Ending(AppendCompletion told) {
      this.told = told;
    }

    @Override
    public void appended(long baseOffset, long lastOffset) {
      ended();
      told.appended(baseOffset, lastOffset);
    }

    @Override
    public void rejected(AppendRejection rejection) {
      ended();
      told.rejected(rejection);
    }

    @Override
    public void failed(StorageException cause) {
      ended();
      told.failed(cause);
    }
  }
}
