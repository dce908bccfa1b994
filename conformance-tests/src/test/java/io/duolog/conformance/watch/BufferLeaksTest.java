package io.duolog.conformance.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferLeaksTest {
  @Test
  void aBufferThatNobodyReleasesIsFound() {
    assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
    BufferLeaks.take();
    for (int i = 0; i < 10; i++) {
      Unpooled.directBuffer(16).writeLong(i);
    }
    List<String> found = BufferLeaks.take();
    assertTrue(found.toString().contains("BufferLeaksTest"), found::toString);
  }

  @Test
  void aReleasedBufferIsNoLeak() {
    BufferLeaks.take();
    for (int i = 0; i < 10; i++) {
      Unpooled.directBuffer(16).writeLong(i).release();
    }
    assertEquals(List.of(), BufferLeaks.take());
  }
}
