package io.duolog.kafka;

import io.duolog.record.RecordBatchBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Makes batches for tests. */
final class Batches {
  private Batches() {}

  /**
   * A batch of {@code count} records whose timestamps ascend from {@code firstTimestamp} and whose values have a
   * size.
   */
  static ByteBuf of(int count, long firstTimestamp, int valueSize) {
    RecordBatchBuilder builder = new RecordBatchBuilder();
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[valueSize];
      for (int j = 0; j < valueSize; j++) {
        value[j] = (byte) (i * 31 + j);
      }
      builder.append(firstTimestamp + i, ("key-" + i).getBytes(StandardCharsets.UTF_8), value);
    }
    return Unpooled.wrappedBuffer(builder.build());
  }
}
