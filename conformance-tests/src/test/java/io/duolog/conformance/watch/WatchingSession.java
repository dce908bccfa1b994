package io.duolog.conformance.watch;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Has buffers watched from the first on, whichever test makes it. Stateless. */
public final class WatchingSession implements LauncherSessionListener {
  /** For the service loader. */
  public WatchingSession() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    BufferLeaks.watch();
  }
}
