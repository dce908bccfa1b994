package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.storage.Capability;
import io.duolog.storage.PartitionDescriptor;
import io.duolog.storage.PartitionIdentity;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.Partitions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TopicPartition;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Creating, finding and listing partitions (P1). */
public abstract class PartitionLifeContract extends StorageContract {
  /** For subclasses. */
  protected PartitionLifeContract() {}

  @Test
  @Rule("P1.identity")
  protected void p1_aPartitionIsFoundByNameAndIdentity() {
    Partitions partitions = open().partitions();
    PartitionSpec spec = spec("found", 3);
    PartitionLog created = partitions.create(spec);
    assertEquals(spec, created.descriptor().spec());
    append(created, Batches.text("x"));
    assertEquals(1, partitions.find(spec.name()).orElseThrow().offsets().logEnd());
    assertEquals(1, partitions.find(spec.identity()).orElseThrow().offsets().logEnd());
    assertEquals(Optional.empty(), partitions.find(new TopicPartition("found", 4)));
    assertEquals(Optional.empty(), partitions.find(new PartitionIdentity(UUID.randomUUID(), 3)));
    assertEquals(List.of(spec), partitions.list().stream().map(PartitionDescriptor::spec).toList());
  }

  @Test
  @Rule("P1.identity")
  protected void p1_namesAndIdentitiesAreUnique() {
    StorageEngine engine = open();
    PartitionSpec spec = spec("unique", 0);
    PartitionLog log = engine.partitions().create(spec);
    append(log, Batches.text("x"));
    PartitionSpec sameName = new PartitionSpec(new PartitionIdentity(UUID.randomUUID(), 0), spec.name());
    PartitionSpec sameIdentity = new PartitionSpec(spec.identity(), new TopicPartition("another", 0));
    for (PartitionSpec refused : List.of(spec, sameName, sameIdentity)) {
      assertThrows(IllegalArgumentException.class, () -> engine.partitions().create(refused));
    }
    assertEquals(List.of(spec), engine.partitions().list().stream().map(PartitionDescriptor::spec).toList());
    assertEquals(1, log.offsets().logEnd());
    PartitionLog other = create(engine, "unique", 1);
    assertNotEquals(log.descriptor().incarnation(), other.descriptor().incarnation());
  }

  @Test
  @Rule("P1.many")
  protected void p1_manyPartitionsAreCreatedAllOrNone() {
    Partitions partitions = open().partitions();
    List<PartitionSpec> three = List.of(spec("many", 2), spec("many", 0), spec("few", 0));
    List<PartitionLog> created = partitions.createAll(three);
    assertEquals(three, created.stream().map(log -> log.descriptor().spec()).toList());
    assertThrows(
        IllegalArgumentException.class, () -> partitions.createAll(List.of(spec("new", 0), spec("many", 0))));
    assertThrows(
        IllegalArgumentException.class, () -> partitions.createAll(List.of(spec("twice", 0), spec("twice", 0))));
    assertEquals(List.of(), partitions.createAll(List.of()));
    List<TopicPartition> names = partitions.list().stream().map(PartitionDescriptor::name).toList();
    assertEquals(
        List.of(new TopicPartition("few", 0), new TopicPartition("many", 0), new TopicPartition("many", 2)), names);
  }

  @Test
  @Rule("P1.identity")
  protected void p1_everyNameOfTheGrammarWorks() {
    StorageEngine engine = open();
    String longest = "x".repeat(TopicPartition.MAX_TOPIC_LENGTH);
    List<String> topics = List.of("a", "...", "-", "_", "A.b-C_9", "com1", longest);
    for (String topic : topics) {
      append(create(engine, topic, 0), Batches.text(topic));
    }
    for (String topic : topics) {
      assertEquals(1, find(engine, topic, 0).offsets().logEnd());
    }
    assertTrue(engine.partitions().list().size() == topics.size());
  }

  @Test
  @Rule("P1.durable")
  @Needs(Capability.PERSISTENCE)
  protected void p1_partitionsOutliveTheEngine() {
    StorageEngine engine = open();
    List<PartitionSpec> specs = List.of(spec("a", 0), spec("a", 1), spec("b.c", 7));
    engine.partitions().createAll(specs);
    List<PartitionDescriptor> before = engine.partitions().list();
    StorageEngine again = reopen(engine);
    assertEquals(before, again.partitions().list());
    assertThrows(IllegalArgumentException.class, () -> again.partitions().create(spec("a", 1)));
  }
}
