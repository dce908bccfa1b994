package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.conformance.rule.Needs;
import io.duolog.conformance.rule.Rule;
import io.duolog.conformance.workload.Batches;
import io.duolog.conformance.workload.Contents;
import io.duolog.conformance.workload.Loopback;
import io.duolog.conformance.workload.StoredBytes;
import io.duolog.record.RecordBatch;
import io.duolog.record.RecordBatchLayout;
import io.duolog.storage.BatchIterator;
import io.duolog.storage.Capability;
import io.duolog.storage.FetchOutcome;
import io.duolog.storage.FetchResult;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.ReadOptions;
import io.duolog.storage.StorageEngine;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.CorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Damaged payload is found (R5). Both engines store batches verbatim, so a text that only one batch holds is found in
 * the files of the closed store, and a byte of it turned.
 */
public abstract class DamageContract extends StorageContract {
  private static final int BATCHES = 400;
  private static final int DAMAGED = 150;
  private static final int HEADERS = 10;
  private static final String MARK = "only the damaged batch holds this text";

  /** For subclasses. */
  protected DamageContract() {}

  private PartitionLog damaged() throws IOException {
    StorageEngine engine = open();
    PartitionLog log = create(engine, "damaged", 0);
    for (int i = 0; i < BATCHES; i++) {
      append(log, i == DAMAGED ? Batches.text(MARK) : Batches.random(1, 500, i));
    }
    engine.close();
    assertTrue(damageFiles() > 0, "no file of the store holds the batch verbatim");
    return find(open(), "damaged", 0);
  }

  private int damageFiles() throws IOException {
    int count = 0;
    try (Stream<Path> files = Files.walk(storeDirectory())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        int at = indexOf(bytes, MARK.getBytes(StandardCharsets.UTF_8));
        if (at >= 0) {
          FileTime modified = Files.getLastModifiedTime(file);
          bytes[at + 3] ^= 0x20;
          Files.write(file, bytes);
          Files.setLastModifiedTime(file, modified);
          count++;
        }
      }
    }
    return count;
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at <= bytes.length - wanted.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  @Test
  @Rule({"R5.iterate", "E2.typed"})
  @Needs(Capability.PERSISTENCE)
  protected void r5_iteratingFindsDamageAndGoesOnBehindIt() throws IOException {
    PartitionLog log = damaged();
    List<Long> whole = new ArrayList<>();
    List<CorruptException> found = new ArrayList<>();
    long offset = 0;
    while (offset < BATCHES) {
      FetchResult result = Contents.fetch(log, offset, 20_000, ReadOptions.LOG_END);
      BatchIterator batches = result.batches();
      offset = result.nextOffset();
      for (boolean isMore = true; isMore; ) {
        try {
          isMore = batches.next();
          if (isMore) {
            whole.add(batches.batch().baseOffset());
          }
        } catch (CorruptException e) {
          found.add(e);
        }
      }
      result.release();
    }
    assertEquals(1, found.size(), found::toString);
    assertNotNull(found.getFirst().location().path(), "the error names no file");
    assertEquals(BATCHES - 1, whole.size(), "the batches around the damage");
    assertFalse(whole.contains((long) DAMAGED));
  }

  @Test
  @Rule("R5.iterate")
  @Needs(Capability.PERSISTENCE)
  protected void r5_aVerifiedReadFindsDamage() throws IOException {
    PartitionLog log = damaged();
    assertThrows(CorruptException.class, () -> release(log.read(DAMAGED, 1, ReadOptions.LOG_END.verified())));
    for (long offset : new long[] {0, DAMAGED - 1, DAMAGED + 1, BATCHES - 1}) {
      release(log.read(offset, 1, ReadOptions.LOG_END.verified()));
    }
  }

  private static void release(FetchOutcome outcome) {
    if (outcome instanceof FetchResult result) {
      result.release();
    }
  }

  @Test
  @Rule("R5.transfer")
  @Needs(Capability.PERSISTENCE)
  protected void r5_aTransferLetsDamageOutWithTheChecksumThatExposesIt() throws IOException {
    PartitionLog log = damaged();
    FetchResult result = Contents.fetch(log, DAMAGED, 1, ReadOptions.LOG_END);
    try (Loopback loopback = Loopback.open()) {
      ByteBuffer arrived = loopback.transfer(result, TransferMode.ENGINE);
      RecordBatch batch = new RecordBatch().wrap(arrived, 0);
      assertEquals(DAMAGED, batch.baseOffset());
      assertFalse(batch.hasValidCrc());
    } finally {
      result.release();
    }
  }

  @Test
  @Rule("R5.headers")
  @Needs(Capability.PERSISTENCE)
  protected void r5_aTransferFindsADamagedBaseOffsetAtItsBegin() throws IOException {
    for (int at = 0; at < RecordBatchLayout.BATCH_LENGTH_AT; at++) {
      Path store = testDirectory().resolve("header-" + at);
      StorageEngine engine = open(store);
      PartitionLog log = create(engine, "headers", 0);
      for (int i = 0; i < HEADERS; i++) {
        append(log, Batches.random(1, 50, i));
      }
      ByteBuffer damaged = Contents.batches(log).get(HEADERS / 2).bytes();
      engine.close();
      List<StoredBytes> found = StoredBytes.find(store, damaged);
      assertEquals(1, found.size(), "files that hold the batch");
      found.getFirst().flip(at);
      PartitionLog opened = find(open(store), "headers", 0);
      assertThrows(CorruptException.class, () -> transferred(opened, HEADERS / 2), "byte " + at);
      assertEquals(HEADERS - 2, transferred(opened, HEADERS - 2).baseOffset());
      assertEquals(0, transferred(opened, 0).baseOffset());
    }
  }

  /** The first batch that a transfer of one sends. */
  private static RecordBatch transferred(PartitionLog log, long offset) throws IOException {
    FetchResult result = Contents.fetch(log, offset, 1, ReadOptions.LOG_END);
    try (Loopback loopback = Loopback.open()) {
      return new RecordBatch().wrap(loopback.transfer(result, TransferMode.ENGINE), 0);
    } finally {
      result.release();
    }
  }
}
