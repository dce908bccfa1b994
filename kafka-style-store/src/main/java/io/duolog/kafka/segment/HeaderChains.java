package io.duolog.kafka.segment;

import io.duolog.record.RecordBatch;
import java.io.IOException;
import java.util.TreeMap;

/**
 * Confined to one walk. Tells whether the headers from a position on lead to a boundary. The positions are asked for in
 * ascending order; a chain of headers is followed once, however many of its headers are asked for.
 */
final class HeaderChains {
  private final BatchScan scan;
  private final int boundary;
  private final long boundaryOffset;

  /** The next header of each chain that was followed. */
  private final TreeMap<Integer, Chain> followed = new TreeMap<>();

  /**
   * Makes one for one boundary.
   *
   * @param scan brings the headers to hand
   * @param boundaryOffset the offset that is expected there
   */
  HeaderChains(BatchScan scan, int boundary, long boundaryOffset) {
    this.scan = scan;
    this.boundary = boundary;
    this.boundaryOffset = boundaryOffset;
  }

  /** Whether the header at hand, which is at {@code position}, and those behind it lead to the boundary. */
  boolean lead(int position) throws IOException {
    RecordBatch batch = scan.batch();
    long offset = batch.baseOffset();
    int behind = position + batch.sizeBytes();
    long follows = batch.nextOffset();
    followed.headMap(position).clear();
    Chain known = followed.remove(position);
    boolean leads =
        (known != null && known.nextOffset() == offset) ? known.leads() : leads(behind, follows);
    followed.put(behind, new Chain(follows, leads));
    return leads;
  }

  private boolean leads(int from, long fromOffset) throws IOException {
    RecordBatch batch = scan.batch();
    int at = from;
    long follows = fromOffset;
    while (at < boundary) {
      Chain known = followed.get(at);
      if (known != null && known.nextOffset() == follows) {
        return known.leads();
      }
      boolean isHeader = scan.load(at, boundary) && scan.looksLikeHeader(boundary - at, follows, boundaryOffset);
      if (!isHeader || batch.baseOffset() != follows) {
        return false;
      }
      at += batch.sizeBytes();
      follows = batch.nextOffset();
    }
    return follows == boundaryOffset;
  }

  /**
   * What is known of a chain.
   *
   * @param nextOffset base offset of its next header
   * @param leads whether it leads to the boundary
   */
  private record Chain(long nextOffset, boolean leads) {}
}
