package io.duolog.kafka.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.duolog.kafka.format.EpochStart;
import io.duolog.kafka.partition.EpochList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The epochs of batches 0, 1, 2, ... behind epoch 2, and what begins in them as {@code epoch@offset} (rule C8). */
final class EpochSequenceTest {
  private static final EpochStart BEFORE = new EpochStart(2, -1);

  @ParameterizedTest
  @CsvSource({
    "'2 2 2',         ''",
    "'2 5 5 6 6',     '5@1 6@3'",
    "'3 4 5',         '3@0 4@1 5@2'",
    "'2 5 1 5 5',     '5@1'", // the second of an epoch is damaged, to below
    "'2 5 2 5 5',     '5@1'",
    "'2 5 3 5 5',     '5@1'", // to between
    "'2 5 7 5 5',     '5@1'", // to above
    "'2 9 5 5 6 6',   '5@2 6@4'", // the first is damaged, to above
    "'2 1 5 5',       '5@2'", // to below
    "'2 2 9 2 2 5 5', '5@5'", // within an epoch
    "'2 5 1 6 6',     '5@1 6@3'", // an epoch of two batches, the second damaged
    "'2 5 2 6 6',     '6@3'", // 5 is as likely damaged as not
    "'2 5 3 6 6',     '6@3'", // 5 or 3 is damaged
    "'2 5',           '5@1'", // nothing is behind
    "'2 5 1',         '5@1'",
    "'2 5 3',         ''"
  })
  void C8_oneDamagedEpochBeginsNoneAndHidesNone(String taken, String begun) {
    EpochList epochs = new EpochList(List.of(BEFORE));
    EpochSequence sequence = new EpochSequence(epochs);
    int[] batches = Stream.of(taken.split(" ")).mapToInt(Integer::parseInt).toArray();
    for (int offset = 0; offset < batches.length; offset++) {
      sequence.take(batches[offset], offset);
    }
    if (sequence.isOpenBelow(batches.length)) {
      sequence.end();
    }
    assertEquals(starts(begun), epochs.below(Long.MAX_VALUE));
  }

  private static List<EpochStart> starts(String begun) {
    Stream<EpochStart> found =
        Arrays.stream(begun.split(" "))
            .filter(start -> !start.isEmpty())
            .map(start -> start.split("@"))
            .map(start -> new EpochStart(Integer.parseInt(start[0]), Long.parseLong(start[1])));
    return Stream.concat(Stream.of(BEFORE), found).toList();
  }
}
