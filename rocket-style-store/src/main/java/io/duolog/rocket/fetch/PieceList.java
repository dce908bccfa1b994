package io.duolog.rocket.fetch;

import io.duolog.io.nativecalls.NativeCalls;
import io.duolog.rocket.log.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Confined to one fetch result, and by it to one thread at a time. The batches of a result as views of mapped files,
 * with a position up to which they were sent. A view is kept from result to result and moved as long as it stands on
 * the same file, so that in steady state nothing is allocated.
 */
final class PieceList {
  /** Most pieces that one gathering write takes. */
  private static final int MOST_PER_CALL = 1024;

  private static final int FIRST_CAPACITY = 64;

  private @Nullable ByteBuffer[] views = new @Nullable ByteBuffer[FIRST_CAPACITY];
  private @Nullable LogFile[] files = new @Nullable LogFile[FIRST_CAPACITY];
  private int[] indexes = new int[FIRST_CAPACITY];
  private int[] sizes = new int[FIRST_CAPACITY];
  private long[] baseOffsets = new long[FIRST_CAPACITY];
  private int count;
  private int next;
  private int sizeBytes;
  private int remainingBytes;

  void clear() {
    count = 0;
    next = 0;
    sizeBytes = 0;
    remainingBytes = 0;
  }

  void add(LogFile file, int index, int size, long baseOffset) {
    if (count == views.length) {
      grow();
    }
    ByteBuffer view = views[count];
    if (view == null || files[count] != file) {
      view = file.view().duplicate();
      views[count] = view;
      files[count] = file;
    }
    view.limit(index + size).position(index);
    indexes[count] = index;
    sizes[count] = size;
    baseOffsets[count] = baseOffset;
    count++;
    sizeBytes += size;
    remainingBytes += size;
  }

  private void grow() {
    int capacity = 2 * count;
    views = Arrays.copyOf(views, capacity);
    files = Arrays.copyOf(files, capacity);
    indexes = Arrays.copyOf(indexes, capacity);
    sizes = Arrays.copyOf(sizes, capacity);
    baseOffsets = Arrays.copyOf(baseOffsets, capacity);
  }

  int count() {
    return count;
  }

  int sizeBytes() {
    return sizeBytes;
  }

  int remainingBytes() {
    return remainingBytes;
  }

  /** Base offset of a piece, by the queue. */
  long baseOffset(int piece) {
    return baseOffsets[piece];
  }

  /** Drops the pieces from {@code first} on; nothing was sent yet. */
  void truncate(int first) {
    for (int i = first; i < count; i++) {
      sizeBytes -= sizes[i];
    }
    count = first;
    remainingBytes = sizeBytes;
  }

  int size(int piece) {
    return sizes[piece];
  }

  int index(int piece) {
    return indexes[piece];
  }

  LogFile file(int piece) {
    LogFile file = files[piece];
    if (file == null) {
      throw new IndexOutOfBoundsException(piece);
    }
    return file;
  }

  void rewind() {
    for (int i = 0; i < count; i++) {
      view(i).limit(indexes[i] + sizes[i]).position(indexes[i]);
    }
    next = 0;
    remainingBytes = sizeBytes;
  }

  private ByteBuffer view(int piece) {
    ByteBuffer view = views[piece];
    if (view == null) {
      throw new IndexOutOfBoundsException(piece);
    }
    return view;
  }

  /** Hands pieces to the socket as they are mapped, until it takes no more. */
  long gather(SocketChannel target) throws IOException {
    long sent = 0;
    while (next < count) {
      int pieces = Math.min(MOST_PER_CALL, count - next);
      long written = target.write(views, next, pieces);
      sent += written;
      remainingBytes -= (int) written;
      skipSent();
      if (written == 0) {
        break;
      }
    }
    return sent;
  }

  private void skipSent() {
    while (next < count && !view(next).hasRemaining()) {
      next++;
    }
  }

  /** Copies pieces into {@code buffer} and writes that, until the channel takes no more. */
  long copy(WritableByteChannel target, ByteBuffer buffer) throws IOException {
    long sent = 0;
    while (next < count) {
      fill(buffer);
      NativeCalls.system().faultPoint();
      int offered = buffer.remaining();
      int written = 0;
      try {
        written = target.write(buffer);
      } finally {
        skip(written);
      }
      sent += written;
      if (written < offered) {
        break;
      }
    }
    return sent;
  }

  /** Copies what follows the sent position, as much as fits, without moving it. */
  private void fill(ByteBuffer buffer) {
    buffer.clear();
    for (int i = next; i < count && buffer.hasRemaining(); i++) {
      ByteBuffer view = view(i);
      int length = Math.min(view.remaining(), buffer.remaining());
      buffer.put(buffer.position(), view, view.position(), length);
      buffer.position(buffer.position() + length);
    }
    buffer.flip();
  }

  private void skip(int bytes) {
    int left = bytes;
    remainingBytes -= bytes;
    while (left > 0) {
      ByteBuffer view = view(next);
      int length = Math.min(left, view.remaining());
      view.position(view.position() + length);
      left -= length;
      skipSent();
    }
  }
}
