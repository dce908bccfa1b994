package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.conformance.workload.StoredBytes;
import io.duolog.conformance.workload.StoredFiles;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.Capability;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.RecoveryReport;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.StorageKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Torn tails (C2): an image of an open store, as a crash would leave it, whose last batch was never forced and is not
 * whole. Both engines store batches verbatim, so that the batch is found in the files. What lies above the watermark is
 * cut at its first bad byte, and the cut is told and stays.
 */
public abstract class TornTailContract extends StorageContract {
  private static final int KEPT = 20;
  private static final int STEP = 37;

  /** For subclasses. */
  protected TornTailContract() {}

  /** Nothing is forced but by {@code sync}. */
  @Override
  protected StorageConfig config() {
    return super.config().with(StorageKeys.UNSYNCED_BYTES, 0L).with(StorageKeys.UNSYNCED_AGE_MS, 0L);
  }

  @Test
  @Rule("C2.cut")
  @Needs({Capability.PERSISTENCE, Capability.SYNCED_DURABILITY})
  protected void c2_aTornBatchAboveTheWatermarkIsCutAndTheCutStays() throws IOException {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "torn", 0);
    for (int i = 0; i < KEPT; i++) {
      append(log, Batches.random(1, 200, i));
    }
    engine.sync();
    append(log, Batches.random(1, 200, KEPT));
    ByteBuffer kept = Contents.bytes(log);
    ByteBuffer last = Batches.random(2, 150, KEPT + 1);
    append(log, last);
    int size = last.remaining();
    for (int position = RecordBatchLayout.MAGIC_AT; position < size; position += STEP) {
      requireCut(position, false, last, kept);
      requireCut(position, true, last, kept);
    }
    requireCut(size - 1, false, last, kept);
  }

  /** The batch is damaged at a position, or zeros follow from it on. */
  private void requireCut(int position, boolean isZeroed, ByteBuffer last, ByteBuffer kept) throws IOException {
    Path image = testDirectory().resolve("image-" + position + "-" + isZeroed);
    StoredFiles.copy(storeDirectory(), image);
    List<StoredBytes> found = StoredBytes.find(image, last.slice(RecordBatchLayout.MAGIC_AT, bodyBytes(last)));
    assertEquals(1, found.size(), "files that hold the batch");
    StoredBytes stored = found.getFirst();
    int index = position - RecordBatchLayout.MAGIC_AT;
    if (isZeroed) {
      stored.zero(index, bodyBytes(last) - index);
    } else {
      stored.flip(index);
    }
    String name = (isZeroed ? "zeros from byte " : "another byte ") + position;
    StorageEngine recovered = open(image);
    RecoveryReport report = recovered.recoveryReport();
    assertEquals(RecoveryReport.Kind.CRASHED, report.kind());
    assertTrue(report.discardedBytes() > 0, () -> name + ": what was cut is not counted: " + report);
    PartitionLog log = find(recovered, "torn", 0);
    assertEquals(KEPT + 1, log.offsets().logEnd(), name);
    assertEquals(kept, Contents.bytes(log), name);
    recovered.close();
    StorageEngine again = open(image);
    assertEquals(0, again.recoveryReport().discardedBytes(), name);
    assertEquals(KEPT + 1, append(find(again, "torn", 0), Batches.text("in its place")));
    assertEquals(KEPT + 2, Contents.batches(find(again, "torn", 0)).size());
    again.close();
    StoredFiles.delete(image);
  }

  private static int bodyBytes(ByteBuffer batch) {
    return batch.remaining() - RecordBatchLayout.MAGIC_AT;
  }
}
