package io.duolog.kafka.format;

/**
 * The begin of a leader epoch; immutable.
 *
 * @param leaderEpoch from 0
 * @param firstOffset base offset of its first batch
 */
public record EpochStart(int leaderEpoch, long firstOffset) {}
