package io.duolog.kafka.fetch;

import io.duolog.kafka.segment.Segment;
import org.jspecify.annotations.Nullable;

/** Confined to one read. What is asked, where the read has to stop, and where it may begin. */
public final class ReadLimit {
  /** The asked offset. */
  public long askedOffset;

  /** Largest size of the answer. */
  public int maxBytes;

  /** Whether a first batch that is larger is returned all the same. */
  public boolean isOneGranted;

  /** First offset that the reader may not see. */
  public long offset;

  /** The segment in which the readable bytes end. */
  public @Nullable Segment segment;

  /** Where they end in it. */
  public int position;

  /** The offset behind the last batch before that position. */
  public long endOffset;

  /** Whether that position is the end of the batch before {@link #offset}; else headers must be compared with it. */
  public boolean isExact;

  /** Base offset of the segment in which the asked offset is known to begin a batch, or -1. */
  public long startSegment;

  /** Where it begins. */
  public int startPosition;
}
