package io.duolog.kafka.format;

/**
 * The forced part of the segment that a partition's recovery point lies in; immutable.
 *
 * @param baseOffset names the segment
 * @param position bytes of the log file below the recovery point
 * @param offsetIndex entries of the offset index that belong to them
 * @param timeIndex entries of the time index that belong to them
 * @param largest the largest timestamp of them
 * @param appendTimeMillis the engine's clock when the last batch of them was appended
 */
public record ActiveMark(
    long baseOffset,
    int position,
    IndexMark offsetIndex,
    IndexMark timeIndex,
    LargestTimestamp largest,
    long appendTimeMillis) {
  /** Of a segment without batches. */
  public static ActiveMark empty(long baseOffset) {
    return new ActiveMark(
        baseOffset, 0, IndexMark.EMPTY, IndexMark.EMPTY, LargestTimestamp.none(baseOffset), -1);
  }
}
