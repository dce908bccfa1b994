package io.duolog.storage;

/**
 * An acknowledged append. Immutable.
 *
 * @param baseOffset offset of the batch's first record
 * @param lastOffset offset of the batch's last record
 */
public record AppendAck(long baseOffset, long lastOffset) {}
