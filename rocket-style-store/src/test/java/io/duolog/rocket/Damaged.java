package io.duolog.rocket;

import io.duolog.record.Record;
import io.duolog.record.RecordIterator;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.error.CorruptException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Stateless. Reads logs with damaged batches. */
final class Damaged {
  /** Stands for a value that is damaged. */
  static final String ANSWER = "damaged";

  private Damaged() {}

  /** Adds the values of all sound batches to {@code seen}; returns what was thrown at the one that is damaged. */
  static CorruptException walk(PartitionLog log, List<String> seen) {
    FetchResult fetched = (FetchResult) log.read(0, 1 << 20, ReadOptions.LOG_END);
    CorruptException damage = null;
    BatchIterator batches = fetched.batches();
    boolean hasNext = true;
    while (hasNext) {
      try {
        hasNext = batches.next();
        if (hasNext) {
          RecordIterator records = new RecordIterator().reset(batches.batch());
          seen.add(StandardCharsets.UTF_8.decode(Objects.requireNonNull(records.next().value())).toString());
        }
      } catch (CorruptException e) {
        damage = e;
      }
    }
    fetched.release();
    return Objects.requireNonNull(damage, "nothing was damaged");
  }

  /** What a read with verification answers at each offset: the value, or {@link #ANSWER}. */
  static List<String> answers(PartitionLog log) {
    List<String> values = new ArrayList<>();
    for (long offset = 0; offset < log.offsets().logEnd(); offset++) {
      values.add(answer(log, offset));
    }
    return values;
  }

  private static String answer(PartitionLog log, long offset) {
    try {
      FetchResult fetched = (FetchResult) log.read(offset, 1, ReadOptions.LOG_END.verified());
      try {
        BatchIterator batches = fetched.batches();
        batches.next();
        Record first = new RecordIterator().reset(batches.batch()).next();
        return first.offset() == offset ? text(first) : "offset " + first.offset();
      } finally {
        fetched.release();
      }
    } catch (CorruptException e) {
      return ANSWER;
    }
  }

  private static String text(Record value) {
    return StandardCharsets.UTF_8.decode(Objects.requireNonNull(value.value())).toString();
  }

  /** Where a verified read from {@code offset} ends. */
  static long verifiedEnd(PartitionLog log, long offset) {
    FetchResult fetched = (FetchResult) log.read(offset, 1 << 20, ReadOptions.LOG_END.verified());
    try {
      return fetched.nextOffset();
    } finally {
      fetched.release();
    }
  }
}
