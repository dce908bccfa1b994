package io.duolog.io.nativecalls;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Immutable. Holds the one choice that is made when the first caller asks. */
final class SystemNativeCalls {
  static final NativeCalls CALLS = choose();

  private SystemNativeCalls() {}

  private static NativeCalls choose() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return new AbsentNativeCalls();
    }
    try {
      return PosixNativeCalls.link();
    } catch (IllegalCallerException | UnsupportedOperationException | UnsatisfiedLinkError refusal) {
      Logger log = LoggerFactory.getLogger(NativeCalls.class);
      log.warn("No native calls, slower ways are used: {}", refusal.toString());
      return new AbsentNativeCalls();
    }
  }
}
