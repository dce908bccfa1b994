/**
 * Opening and making stores and partitions: what is found in a directory, whether it is ours, where each log ends,
 * and in which order files come and go so that every crash leaves a legal state. It takes no part in appends and
 * reads. The engine's facade calls it.
 */
@NullMarked
package io.duolog.kafka.recovery;

import org.jspecify.annotations.NullMarked;
