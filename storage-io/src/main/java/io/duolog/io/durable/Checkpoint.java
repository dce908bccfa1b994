package io.duolog.io.durable;

import java.nio.ByteBuffer;

/**
 * What a checkpoint file held when it was read; immutable.
 *
 * @param identity what the file belongs to
 * @param version the version of the payload, at most the newest that the caller knows
 * @param sequence one more with each write of the file
 * @param payload the caller's bytes, read-only
 */
public record Checkpoint(long identity, int version, long sequence, ByteBuffer payload) {}
