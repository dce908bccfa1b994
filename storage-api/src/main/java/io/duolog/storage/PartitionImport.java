package io.duolog.storage;

import io.netty.buffer.ByteBuf;

/**
 * A partition that is being built aside (P5). Confined to one thread; closing it without a commit drops what was built.
 */
@Experimental
public interface PartitionImport extends AutoCloseable {
  /** Adds whole batches behind those added before; the buffer is borrowed until the call returns. */
  void add(ByteBuf batches);

  /** Makes what was added durable and switches to it atomically. */
  PartitionLog commit();

  /** Drops what was added unless it was committed. */
  @Override
  void close();
}
