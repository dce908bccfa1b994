package io.duolog.conformance.damage;

import io.duolog.record.RecordBatchLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where base offset, leader epoch and magic of a store's batches stand: bytes that no batch checksum covers, and that
 * only continuity or the engine's own framing can check (C8). The length is not among them: it decides what the
 * checksum is taken over. Confined to one thread.
 */
final class UncoveredBytes {
  private final Path store;
  private final List<Map<Long, ByteBuffer>> written;
  private final Map<Path, BitSet> byFile = new HashMap<>();

  UncoveredBytes(Path store, List<Map<Long, ByteBuffer>> written) {
    this.store = store;
    this.written = written;
  }

  /** Whether a damage changes such a byte. */
  boolean isHitBy(DamageCase damage) throws IOException {
    if (damage.kind() == DamageCase.Kind.TRUNCATE || damage.kind() == DamageCase.Kind.DELETE) {
      return false;
    }
    BitSet uncovered = byFile.get(damage.file());
    if (uncovered == null) {
      uncovered = find(Files.readAllBytes(store.resolve(damage.file())));
      byFile.put(damage.file(), uncovered);
    }
    return uncovered.get((int) damage.position());
  }

  private BitSet find(byte[] file) {
    BitSet found = new BitSet(file.length);
    written.stream().map(Map::values).flatMap(Collection::stream).forEach(batch -> find(file, batch, found));
    return found;
  }

  private static void find(byte[] file, ByteBuffer batch, BitSet found) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    for (int at = 0; at <= file.length - batch.remaining(); at++) {
      if (bytes.slice(at, batch.remaining()).equals(batch)) {
        found.set(at, at + RecordBatchLayout.BATCH_LENGTH_AT);
        found.set(at + RecordBatchLayout.LEADER_EPOCH_AT, at + RecordBatchLayout.CRC_AT);
      }
    }
  }
}
