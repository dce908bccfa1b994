package io.duolog.rocket.format;

import io.duolog.record.RecordBatchBuilder;
import io.duolog.record.RecordBatchLayout;
import io.duolog.rocket.format.CatalogueEntries.FileSealed;
import io.duolog.rocket.format.CatalogueEntries.PageSealed;
import io.duolog.rocket.format.CatalogueEntries.PartitionCreated;
import io.duolog.rocket.format.CheckpointPayload.Contents;
import io.duolog.rocket.format.CheckpointPayload.Counters;
import io.duolog.rocket.format.CheckpointPayload.Epochs;
import io.duolog.rocket.format.CheckpointPayload.LogState;
import io.duolog.rocket.format.CheckpointPayload.Offsets;
import io.duolog.rocket.format.CheckpointPayload.PartitionState;
import io.duolog.rocket.format.CheckpointPayload.TailPage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** Stateless. The worked examples of the format documents, as the layout classes write them. */
final class FormatExamples {
  static final UUID TOPIC = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  static final FrameOwner OWNER = FrameOwner.of(7, TOPIC, 3);
  static final long TIME = 1_700_000_000_000L;
  static final long POSITION = 4096;
  static final int GENERATION = 2;
  static final long BASE_OFFSET = 42;
  static final int LEADER_EPOCH = 5;

  private FormatExamples() {}

  static ByteBuffer batch() {
    byte[] value = "duolog".getBytes(StandardCharsets.US_ASCII);
    return new RecordBatchBuilder().append(TIME, (byte[]) null, value).build();
  }

  /** A published frame with its padding. */
  static byte[] frame() {
    ByteBuffer batch = batch();
    int length = FrameLayout.lengthOf(batch.remaining());
    FrameImage image = image(batch, length);
    ByteBuffer target = ByteBuffer.allocate(FrameLayout.spanOf(length));
    target.putInt(FrameLayout.LENGTH_AT, length);
    image.putReservation(target, 0);
    image.putRest(target, 0, true);
    int records = batch.remaining() - RecordBatchLayout.HEADER_SIZE_BYTES;
    int at = FrameLayout.HEADER_SIZE_BYTES + RecordBatchLayout.HEADER_SIZE_BYTES;
    target.put(at, batch, RecordBatchLayout.HEADER_SIZE_BYTES, records);
    return target.array();
  }

  /** The same frame while it is only reserved. */
  static byte[] reservation() {
    ByteBuffer batch = batch();
    int length = FrameLayout.lengthOf(batch.remaining());
    ByteBuffer target = ByteBuffer.allocate(FrameLayout.RESERVATION_SIZE_BYTES);
    image(batch, length).putReservation(target, 0);
    return target.putInt(FrameLayout.LENGTH_AT, -length).array();
  }

  private static FrameImage image(ByteBuffer batch, int length) {
    FrameImage image = new FrameImage().describe(FrameKind.BATCH, length, OWNER, 1);
    image.batchHeader(batch, 0);
    image.stampBatch(BASE_OFFSET, LEADER_EPOCH);
    return image.place(POSITION, GENERATION, BASE_OFFSET).finish(TIME);
  }

  /** A page of the queue up to the end of its first entry. */
  static byte[] page() {
    ByteBuffer page = ByteBuffer.allocate(QueueLayout.entryAt(1));
    page.putLong(QueueLayout.INCARNATION_AT, OWNER.incarnation());
    page.putInt(QueueLayout.ORDINAL_AT, 1);
    page.putShort(QueueLayout.VERSION_AT, QueueLayout.VERSION);
    int entry = QueueLayout.entryAt(0);
    page.putLong(entry + QueueLayout.BASE_OFFSET_AT, BASE_OFFSET);
    page.putLong(entry + QueueLayout.POSITION_AT, POSITION);
    page.putInt(entry + QueueLayout.SIZE_AT, batch().remaining());
    page.putInt(entry + QueueLayout.RECORD_COUNT_AT, 1);
    page.putLong(entry + QueueLayout.MAX_TIMESTAMP_AT, TIME);
    page.putLong(entry + QueueLayout.TAG_BLOOM_AT, 0);
    return page.array();
  }

  static CheckpointPayload checkpoint() {
    PartitionState partition =
        new PartitionState(
            OWNER.incarnation(),
            new Offsets(0, 40, 43),
            new Contents(103, TIME, 8192),
            4256,
            new Epochs(LEADER_EPOCH, 0),
            new TailPage(17, 1, 0x01020304, BASE_OFFSET));
    return new CheckpointPayload(
        CheckpointPayload.Status.CLEAN,
        new LogState(GENERATION, GENERATION, 4256), new Counters(8, 3, 18), List.of(partition));
  }

  static PartitionCreated created() {
    return new PartitionCreated(OWNER.incarnation(), TOPIC, OWNER.index(), "orders");
  }

  static PageSealed pageSealed() {
    return new PageSealed(OWNER.incarnation(), 0, 16, 0, TIME, 8110, 0x01020304);
  }

  static FileSealed fileSealed() {
    return new FileSealed(0, 16384, TIME);
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  static byte[] pagesSealed() {
    ByteBuffer run = ByteBuffer.allocate(CatalogueEntries.PAGE_SEALED_BYTES);
    pageSealed().encode(run);
    return run.array();
  }
}
