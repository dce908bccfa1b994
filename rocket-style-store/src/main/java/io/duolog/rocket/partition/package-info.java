/**
 * A live partition: its offsets, the contiguous published prefix that they rest on, and the appends that wait behind
 * it. It writes nothing to the log and reads nothing from it. Appends, forces, reads and recovery call it.
 */
@NullMarked
package io.duolog.rocket.partition;

import org.jspecify.annotations.NullMarked;
