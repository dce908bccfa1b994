package io.duolog.rocket.append;

import io.duolog.rocket.partition.Partition;
import io.duolog.storage.AppendCompletion;
import io.duolog.storage.AppendOptions;
import io.netty.buffer.ByteBuf;

/** Stateless. An append that gets as far as its reservation, for a thread that then stands still. */
public final class HeldAppend {
  private HeldAppend() {}

  /** Reserves the place of a batch in an open store; nobody goes on with it. */
  public static void reserve(Appender appender, Partition partition, ByteBuf batch, AppendCompletion completion) {
    PendingBatch pending = appender.prepare(partition, batch, AppendOptions.BUFFERED);
    appender.reserve(partition, pending, AppendOptions.BUFFERED, completion);
  }
}
