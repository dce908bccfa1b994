package io.duolog.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPartitionTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "Orders_2026.v1-x", "..."})
  void namesOfTheGrammarAreAccepted(String topic) {
    assertEquals(topic + "-3", new TopicPartition(topic, 3).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a b", "ä", "a\n"})
  void e1_namesOutsideTheGrammarAreRefused(String topic) {
    assertThrows(IllegalArgumentException.class, () -> new TopicPartition(topic, 0));
  }

  @Test
  void e1_theLongestNameHas249Characters() {
    assertEquals(249, new TopicPartition("t".repeat(249), 0).topic().length());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new TopicPartition("t".repeat(250), 0));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("topic name of 250 characters is longer than 249"), message);
  }

  @Test
  void e1_negativeIndexesAndZeroIdentitiesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new TopicPartition("t", -1));
    assertThrows(IllegalArgumentException.class, () -> new PartitionIdentity(new UUID(1, 1), -1));
    assertThrows(IllegalArgumentException.class, () -> new PartitionIdentity(new UUID(0, 0), 0));
  }

  @Test
  void e1_aSpecWithTwoIndexesIsRefused() {
    PartitionIdentity identity = new PartitionIdentity(new UUID(1, 1), 1);
    TopicPartition name = new TopicPartition("t", 2);
    assertThrows(IllegalArgumentException.class, () -> new PartitionSpec(identity, name));
  }
}
