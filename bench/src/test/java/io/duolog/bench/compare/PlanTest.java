package io.duolog.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.bench.cell.Cell;
import io.duolog.bench.cell.Limit;
import io.duolog.bench.payload.PayloadOptions;
import io.duolog.bench.serve.Placement;
import io.duolog.storage.TransferMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static CompareOptions options(Cell cell) {
    return new CompareOptions(
        List.of(new EngineEntry("rocket-style", "none"), new EngineEntry("kafka-style", "none")),
        List.of(cell),
        2,
        2,
        PayloadOptions.usual(),
        new CompareOptions.Serving(Placement.FREE, TransferMode.ENGINE),
        new CompareOptions.Directories(Path.of("data"), Path.of("output")));
  }

  private static List<String> labels(Cell cell, int round) {
    return Plan.round(options(cell), round).stream().skip(1).map(step -> step.subject() + " " + step.label()).toList();
  }

  @Test
  void limitThatReplaysGroupsFollowsItsEngineInEveryRound() {
    String rocket = "rocket-style append-synced-64-in-flight";
    String kafka = "kafka-style append-synced-64-in-flight";
    String ofRocket = "limits msync-groups.rocket-style";
    String ofKafka = "limits fdatasync-groups.kafka-style";
    assertEquals(List.of(rocket, ofRocket, kafka, ofKafka), labels(Cell.APPEND_SYNCED_64_IN_FLIGHT, 1));
    assertEquals(List.of(kafka, ofKafka, rocket, ofRocket), labels(Cell.APPEND_SYNCED_64_IN_FLIGHT, 2));
  }

  @Test
  void otherRunsOfOneCellTurnAround() {
    List<String> first = labels(Cell.APPEND_SYNCED_16T, 1);
    assertEquals(
        List.of(
            "limits msync-16t",
            "limits fdatasync-16t",
            "rocket-style append-synced-16t",
            "kafka-style append-synced-16t"),
        first);
    assertEquals(first.reversed(), labels(Cell.APPEND_SYNCED_16T, 2));
  }

  @Test
  void limitTakesAFifthOfItsCellIfItForcesHalfAndIfItReplaysAll() {
    for (Plan.Step step : Plan.round(options(Cell.CATCHUP_64K), 1).subList(1, 3)) {
      assertEquals(0.4, step.seconds(), 1e-9, step.label());
    }
    for (Plan.Step step : Plan.round(options(Cell.APPEND_SYNCED_16T), 1).subList(1, 3)) {
      assertEquals(1, step.seconds(), 1e-9, step.label());
    }
    for (Plan.Step step : Plan.round(options(Cell.APPEND_SYNCED_64_IN_FLIGHT), 1).subList(1, 5)) {
      assertEquals(2, step.seconds(), 1e-9, step.label());
    }
  }

  @Test
  void runOfALimitIsNamedAfterTheEngineWhoseGroupsItReplays() {
    String label = Limit.MSYNC_GROUPS.label("my.engine");
    assertEquals(Optional.of(Limit.MSYNC_GROUPS), Limit.labelled(label));
    assertEquals(Optional.of("my.engine"), Limit.replayedEngine(label));
    assertEquals("msync-16t", Limit.MSYNC_16T.label("my.engine"));
    assertTrue(Limit.replayedEngine("msync-16t").isEmpty());
    assertTrue(Limit.labelled("msync-16t.my.engine").isEmpty());
    assertTrue(Limit.labelled("msync-groups").isEmpty());
  }
}
