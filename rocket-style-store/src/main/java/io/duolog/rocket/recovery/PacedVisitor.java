package io.duolog.rocket.recovery;

import io.duolog.record.RecordBatch;
import io.duolog.rocket.format.FrameImage;
import io.duolog.rocket.format.FrameKind;
import java.io.IOException;

/** Confined to one scan. Shows its frames to another visitor, at the pace of its thread. */
final class PacedVisitor implements LogScan.FrameVisitor {
  private final LogScan.FrameVisitor visitor;
  private final Pace pace;
  private long position;

  PacedVisitor(LogScan.FrameVisitor visitor, long startPosition, Pace pace) {
    this.visitor = visitor;
    this.pace = pace;
    this.position = startPosition;
  }

  private void reached(long newPosition) {
    pace.passed(Math.max(0, newPosition - position));
    position = Math.max(position, newPosition);
  }

  @Override
  public void batch(FrameImage frame, RecordBatch batch) throws IOException {
    visitor.batch(frame, batch);
    reached(frame.position());
  }

  @Override
  public void marker(FrameImage frame, FrameKind kind) throws IOException {
    visitor.marker(frame, kind);
    reached(frame.position());
  }

  @Override
  public void skipped(FrameImage frame) throws IOException {
    visitor.skipped(frame);
    reached(frame.position());
  }

  @Override
  public void damaged(FrameImage frame) throws IOException {
    visitor.damaged(frame);
    reached(frame.position());
  }

  @Override
  public void unknown(long firstPosition, long nextPosition) throws IOException {
    visitor.unknown(firstPosition, nextPosition);
    reached(nextPosition);
  }

  @Override
  public void unreadable(long firstPosition, long nextPosition, IOException fault) throws IOException {
    visitor.unreadable(firstPosition, nextPosition, fault);
    reached(nextPosition);
  }

  @Override
  public boolean isDone() {
    return pace.isStopped() || visitor.isDone();
  }
}
