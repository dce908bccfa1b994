package io.duolog.rocket.partition;

import io.duolog.storage.AppendCompletion;
import io.duolog.storage.error.StorageException;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Thread-safe; guarded by its monitor, under which nobody is told anything. Appends of one partition whose batch is
 * written and whose predecessor is not published yet: rare, and told by whoever moves the log end over them.
 */
final class WaitingAppends {
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private volatile int count;

  private static final long NOWHERE = -1;

  private record Waiting(long position, long baseOffset, long nextOffset, AppendCompletion completion) {}

  synchronized void add(long baseOffset, long nextOffset, AppendCompletion completion) {
    waiting.add(new Waiting(NOWHERE, baseOffset, nextOffset, completion));
    count = waiting.size();
  }

  /** Adds an append, unless it was given up: whoever does that makes its frame padding first, and then looks here. */
  synchronized boolean addUnlessPadding(
      PublishedFrame frame, long baseOffset, long nextOffset, AppendCompletion completion) {
    if (frame.isPadding()) {
      return false;
    }
    waiting.add(new Waiting(frame.position(), baseOffset, nextOffset, completion));
    count = waiting.size();
    return true;
  }

  /** Takes the append whose frame begins at {@code position}, if it waits. */
  synchronized @Nullable AppendCompletion takeAt(long position) {
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting next = all.next();
      if (next.position == position) {
        all.remove();
        count = waiting.size();
        return next.completion;
      }
    }
    return null;
  }

  /** Tells all appends that end at or below {@code logEnd}. */
  void complete(long logEnd, Completions completions) {
    while (count > 0) {
      Waiting next = take(logEnd);
      if (next == null) {
        return;
      }
      completions.appended(next.completion, next.baseOffset, next.nextOffset - 1);
    }
  }

  /** Tells all appends that they failed. */
  void fail(StorageException cause, Completions completions) {
    while (count > 0) {
      Waiting next = take(Long.MAX_VALUE);
      if (next == null) {
        return;
      }
      completions.failed(next.completion, cause);
    }
  }

  private synchronized @Nullable Waiting take(long logEnd) {
    for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
      Waiting next = all.next();
      if (next.nextOffset <= logEnd) {
        all.remove();
        count = waiting.size();
        return next;
      }
    }
    return null;
  }
}
