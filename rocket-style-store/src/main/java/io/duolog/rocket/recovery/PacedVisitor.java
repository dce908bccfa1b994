package io.duolog.rocket.recovery;

import io.duolog.record.RecordBatch;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Confined to one scan. Shows its frames to another visitor, so many bytes of log a second, until it is stopped. */
final class PacedVisitor implements LogScan.FrameVisitor {
  /** Most bytes of the log that a scan reads in a second. */
  static final long BYTES_PER_SECOND = 64 << 20;

  private static final long STEP_BYTES = 1 << 20;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long MOST_PARK_NANOS = 50_000_000;

  private final LogScan.FrameVisitor visitor;
  private final BooleanSupplier stopped;
  private final long startNanos = System.nanoTime();
  private final long startPosition;
  private long nextStep;
  private boolean isStopped;

  PacedVisitor(LogScan.FrameVisitor visitor, long startPosition, BooleanSupplier stopped) {
    this.visitor = visitor;
    this.stopped = stopped;
    this.startPosition = startPosition;
    this.nextStep = startPosition + STEP_BYTES;
  }

  private void reached(long position) {
    if (position >= nextStep) {
      nextStep = position + STEP_BYTES;
      long dueNanos = (position - startPosition) * SECOND_NANOS / BYTES_PER_SECOND;
      long left = dueNanos - (System.nanoTime() - startNanos);
      isStopped = stopped.getAsBoolean();
      while (left > 0 && !isStopped) {
        LockSupport.parkNanos(this, Math.min(left, MOST_PARK_NANOS));
        left = dueNanos - (System.nanoTime() - startNanos);
        isStopped = stopped.getAsBoolean();
      }
    }
  }

  @Override
  public void batch(FrameImage frame, RecordBatch batch) throws IOException {
    visitor.batch(frame, batch);
    reached(frame.position());
  }

  @Override
  public void marker(FrameImage frame, FrameKind kind) throws IOException {
    visitor.marker(frame, kind);
  }

  @Override
  public void skipped(FrameImage frame) throws IOException {
    visitor.skipped(frame);
  }

  @Override
  public void damaged(FrameImage frame) throws IOException {
    visitor.damaged(frame);
  }

  @Override
  public void unknown(long firstPosition, long nextPosition) throws IOException {
    visitor.unknown(firstPosition, nextPosition);
  }

  @Override
  public boolean isDone() {
    return isStopped || visitor.isDone();
  }
}
