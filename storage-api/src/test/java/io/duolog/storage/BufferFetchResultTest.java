package io.duolog.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.duolog.record.RecordBatchBuilder;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.UnsupportedOperationByEngineException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BufferFetchResultTest {
  private static final FaultLocation PLACE = FaultLocation.of(Path.of("some", "file"));

  private final FetchLedger ledger = new FetchLedger();

  @Test
  void r3_closingWaitsForHeldResultsAndThenEndsTheirUse() {
    BufferFetchResult result = twoBatches();
    assertEquals(1, ledger.heldResults());
    CloseReport report = ledger.close(Duration.ofMillis(1));
    assertEquals(new CloseReport(1, 0), report);
    assertThrows(EngineClosedException.class, result::batches);
    result.content().release();
    assertEquals(0, ledger.heldResults());
    assertEquals(report, ledger.close(Duration.ZERO));
  }

  @Test
  void r3_theReferencesOfTheBufferAreThoseOfTheResult() {
    BufferFetchResult result = twoBatches();
    result.retain();
    assertFalse(result.content().release());
    assertTrue(result.release());
    assertEquals(0, result.content().refCnt());
  }

  @Test
  void r4_aTransferGoesOnWhereItStoppedAndCanBeginAgain() throws IOException {
    BufferFetchResult result = twoBatches();
    byte[] all = new byte[result.sizeBytes()];
    result.content().getBytes(0, all);
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    WritableByteChannel slow = new SevenBytesAtATime(Channels.newChannel(received));
    while (result.remainingBytes() > 0) {
      assertTrue(result.transferTo(slow, TransferMode.ENGINE) <= 7);
    }
    assertEquals(0, result.transferTo(slow, TransferMode.ENGINE));
    assertArrayEquals(all, received.toByteArray());
    assertEquals(all.length, ledger.sentBytes());

    result.rewind();
    assertEquals(all.length, result.remainingBytes());
    assertThrows(
        UnsupportedOperationByEngineException.class, () -> result.transferTo(slow, TransferMode.SENDFILE));
    result.release();
  }

  @Test
  void r5_aDamagedBatchIsThrownAndTheOneBehindItIsStillReadable() {
    BufferFetchResult result = twoBatches();
    result.content().setByte(40, result.content().getByte(40) ^ 1);
    BatchIterator batches = result.batches();
    CorruptException e = assertThrows(CorruptException.class, batches::next);
    assertEquals(PLACE, e.location());
    assertTrue(batches.next());
    assertEquals(1, batches.batch().baseOffset());
    assertFalse(batches.next());
    result.release();
  }

  @Test
  void r5_aDamagedLengthEndsTheWalk() {
    BufferFetchResult result = twoBatches();
    result.content().setInt(8, Integer.MAX_VALUE);
    BatchIterator batches = result.batches();
    assertThrows(CorruptException.class, batches::next);
    assertFalse(batches.next());
    result.release();
  }

  private BufferFetchResult twoBatches() {
    ByteBuf content = Unpooled.buffer();
    for (int offset = 0; offset < 2; offset++) {
      RecordBatchBuilder builder = new RecordBatchBuilder().baseOffset(offset);
      builder.append(1_000, new byte[] {1}, new byte[20]).buildInto(content);
    }
    return new BufferFetchResult(content, 0, 2, new LogOffsets(0, 0, 0, 0, 2), PLACE, ledger);
  }

  private record SevenBytesAtATime(WritableByteChannel target) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) throws IOException {
      ByteBuffer few = source.slice(source.position(), Math.min(7, source.remaining()));
      source.position(source.position() + few.remaining());
      return target.write(few);
    }

    @Override
    public boolean isOpen() {
      return target.isOpen();
    }

    @Override
    public void close() throws IOException {
      target.close();
    }
  }
}
