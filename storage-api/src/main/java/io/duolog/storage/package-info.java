/**
 * The service provider interface of a message-log storage engine: partitions, appends, reads, offsets, events.
 *
 * <p>It holds no file code, no algorithm of any engine and no wire protocol; what is stored is the record batch of
 * {@code io.duolog.record}, verbatim.
 *
 * <p>Brokers and tools call it; engines implement it and are found through {@link java.util.ServiceLoader}. The ids in
 * parentheses (A1, D3, R8 and so on) name the rules that the conformance suite checks.
 */
@NullMarked
package io.duolog.storage;

import org.jspecify.annotations.NullMarked;
