package io.duolog.io.window;

import io.duolog.io.watch.ModelChecking;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** A writer is turned away only if there was no room, whoever enters, is turned away or leaves at the same time. */
public class UnsyncedWindowLinearizabilityTest {
  private static final int LIMIT = 10;
  private static final int HALF = 5;

  @Test
  void enteringAndLeavingAreLinearizable() {
    ModelChecking.options().sequentialSpecification(LockedWindow.class).check(Window.class);
  }

  /** The class under test, full at first: two writers have entered, and each leaves once. */
  @Param(name = "bytes", gen = IntGen.class, conf = "1:6")
  public static final class Window {
    private final UnsyncedWindow window = new UnsyncedWindow(LIMIT);

    public Window() {
      window.enter(HALF);
      window.enter(HALF);
    }

    @Operation
    public long enter(@Param(name = "bytes") int bytes) {
      return window.enter(bytes);
    }

    @Operation(runOnce = true)
    public void leaveFirst() {
      window.leave(HALF);
    }

    @Operation(runOnce = true)
    public void leaveSecond() {
      window.leave(HALF);
    }

    @Operation
    public long bytes() {
      return window.bytes();
    }
  }

  /** What the class promises. Confined to one thread. */
  public static final class LockedWindow {
    private long inside = LIMIT;

    public long enter(int bytes) {
      if (inside != 0 && inside + bytes > LIMIT) {
        return inside + bytes - LIMIT;
      }
      inside += bytes;
      return 0;
    }

    public void leaveFirst() {
      inside -= HALF;
    }

    public void leaveSecond() {
      inside -= HALF;
    }

    public long bytes() {
      return inside;
    }
  }
}
