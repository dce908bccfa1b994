/**
 * One segment: its log file behind counted leases, its sparse indexes in memory while it is written and mapped once
 * it is sealed, and the walk over its batch headers. It knows nothing of partitions, isolation or acknowledgements.
 * The packages of fetches, partitions and recovery call it.
 */
@NullMarked
package io.duolog.kafka.segment;

import org.jspecify.annotations.NullMarked;
