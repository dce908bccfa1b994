/**
 * What a store keeps beside the log: the catalogue, the checkpoint, and the table of live partitions. It decides
 * when they are written and in which order after the forces that they rely on, not what recovery makes of them.
 * Recovery and the facade call it.
 */
@NullMarked
package io.duolog.rocket.store;

import org.jspecify.annotations.NullMarked;
