package io.duolog.storage;

import io.netty.buffer.ByteBuf;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** One piece of a fetch result (R3): valid while the result is held. */
public sealed interface FetchPart {
  /** Length of the piece, in bytes. */
  int lengthBytes();

  /**
   * A region of an open file. The channel belongs to the engine: it is not to be closed, written or positioned.
   *
   * @param channel the file
   * @param position first byte in the file
   * @param lengthBytes length, in bytes
   */
  record FileRegion(FileChannel channel, long position, int lengthBytes) implements FetchPart {
    /** Rejects a missing channel. */
    public FileRegion {
      Objects.requireNonNull(channel, "channel");
    }
  }

  /**
   * A slice of memory. The buffer shares the references of the result.
   *
   * @param buffer read-only content
   */
  record Slice(ByteBuf buffer) implements FetchPart {
    /** Rejects a missing buffer. */
    public Slice {
      Objects.requireNonNull(buffer, "buffer");
    }

    @Override
    public int lengthBytes() {
      return buffer.readableBytes();
    }
  }
}
