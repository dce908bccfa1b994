/**
 * What the partitions of one open store share: its files' descriptors, the catalogue, the checkpoint, Kafka's text
 * files, the queue of forces, the figures. It knows partitions only as something that can be forced or described, and
 * decides nothing about batches. The packages of segments, fetches, partitions and recovery call it.
 */
@NullMarked
package io.duolog.kafka.store;

import org.jspecify.annotations.NullMarked;
