package io.duolog.rocket.fetch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * Confined to one thread, but for its references, which are those of its fetch result. Read-only slices as one
 * buffer.
 */
final class SharedContent extends CompositeByteBuf {
  private final GatheredFetch result;

  private SharedContent(GatheredFetch result, ByteBuf[] slices) {
    super(UnpooledByteBufAllocator.DEFAULT, true, Math.max(1, slices.length), slices);
    this.result = result;
  }

  /** The pieces from {@code first} to {@code end} of a result. */
  static ByteBuf of(GatheredFetch result, int first, int end) {
    ByteBuf[] slices = new ByteBuf[Math.max(1, end - first)];
    slices[0] = Unpooled.EMPTY_BUFFER;
    for (int i = first; i < end; i++) {
      ByteBuffer view = result.pieces.file(i).view();
      ByteBuffer slice = view.slice(result.pieces.index(i), result.pieces.size(i)).asReadOnlyBuffer();
      slices[i - first] = Unpooled.wrappedBuffer(slice);
    }
    return new SharedContent(result, slices).asReadOnly();
  }

  @Override
  public int refCnt() {
    return result == null ? super.refCnt() : result.refCnt();
  }

  @Override
  public CompositeByteBuf retain() {
    result.retain();
    return this;
  }

  @Override
  public CompositeByteBuf retain(int increment) {
    result.retain(increment);
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
