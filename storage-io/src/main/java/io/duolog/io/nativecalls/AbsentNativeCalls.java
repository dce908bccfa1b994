package io.duolog.io.nativecalls;

import java.lang.foreign.MemorySegment;

/** Immutable. The variant without native access: every call that has another way says {@link #UNSUPPORTED}. */
final class AbsentNativeCalls implements NativeCalls {
  private static final int USUAL_PAGE_SIZE_BYTES = 4096;

  @Override
  public boolean isPresent() {
    return false;
  }

  @Override
  public int pageSizeBytes() {
    return USUAL_PAGE_SIZE_BYTES;
  }

  @Override
  public int allocate(String file, long sizeBytes) {
    return UNSUPPORTED;
  }

  @Override
  public int advise(MemorySegment range, Advice advice) {
    return UNSUPPORTED;
  }

  @Override
  public String errorText(int errorNumber) {
    return "error " + errorNumber;
  }

  /** A yield is a native call of the JDK's own, dearer but as good at delivering a fault. */
  @Override
  @SuppressWarnings("ThreadPriorityCheck")
  public void faultPoint() {
    Thread.yield();
  }
}
