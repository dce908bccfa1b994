package io.duolog.rocket.fetch;

import io.duolog.record.RecordBatch;
import io.duolog.storage.BatchIterator;

/** Confined to one thread. Walks the batches of a result on heap copies and checks each (R5). */
final class BatchWalk implements BatchIterator {
  private final GatheredFetch result;
  private final long life;
  private final HeapBatch copy = new HeapBatch();
  private int next;

  BatchWalk(GatheredFetch result, long life) {
    this.result = result;
    this.life = life;
  }

  @Override
  public boolean next() {
    result.enter(life);
    try {
      PieceList pieces = result.pieces;
      if (next == pieces.count()) {
        return false;
      }
      int piece = next++;
      HeapBatch.Place place =
          new HeapBatch.Place(
              result.partition().spec().name(), pieces.baseOffset(piece), result.offsetAfter(piece));
      copy.load(pieces.file(piece), pieces.index(piece), pieces.size(piece), place);
      return true;
    } finally {
      result.exit();
    }
  }

  @Override
  public RecordBatch batch() {
    return copy.batch();
  }
}
