package io.duolog.io.nativecalls;

/** Immutable. Both variants of the native calls, for tests that must hold for each. */
public final class NativeCallsForTests {
  private NativeCallsForTests() {}

  public static NativeCalls[] all() {
    return new NativeCalls[] {NativeCalls.system(), absent()};
  }

  public static NativeCalls absent() {
    return new AbsentNativeCalls();
  }
}
