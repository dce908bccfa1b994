package io.duolog.conformance.workload;

import java.nio.ByteBuffer;

/**
 * A stored batch, copied out of a fetch result. Immutable as long as nobody changes the bytes.
 *
 * @param baseOffset offset of its first record
 * @param nextOffset offset behind its last record
 * @param leaderEpoch epoch that was stamped into it
 * @param crc checksum that it carries
 * @param bytes the whole batch
 */
public record BatchCopy(long baseOffset, long nextOffset, int leaderEpoch, long crc, ByteBuffer bytes) {}
