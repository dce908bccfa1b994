package io.duolog.kafka.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;

/** The bytes of a result in one heap buffer that shares the result's references. Confined to one thread at a time. */
final class ResultBytes extends UnpooledHeapByteBuf {
  private final RegionResult result;

  ResultBytes(RegionResult result, byte[] bytes) {
    super(UnpooledByteBufAllocator.DEFAULT, bytes, bytes.length);
    this.result = result;
  }

  @Override
  public int refCnt() {
    return result.refCnt();
  }

  @Override
  public ByteBuf retain() {
    result.retain();
    return this;
  }

  @Override
  public ByteBuf retain(int increment) {
    result.retain(increment);
    return this;
  }

  @Override
  public ByteBuf touch() {
    return this;
  }

  @Override
  public ByteBuf touch(Object hint) {
    return this;
  }

  @Override
  public boolean release() {
    return result.release();
  }

  @Override
  public boolean release(int decrement) {
    return result.release(decrement);
  }
}
