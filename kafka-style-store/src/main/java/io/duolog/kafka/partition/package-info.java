/**
 * A live partition: its segments, its marks, its append lock, its group commit, its reads. It neither opens nor
 * recovers a store: it is given a partition's state by whoever did. The packages of recovery and of the engine's
 * facade call it.
 */
@NullMarked
package io.duolog.kafka.partition;

import org.jspecify.annotations.NullMarked;
