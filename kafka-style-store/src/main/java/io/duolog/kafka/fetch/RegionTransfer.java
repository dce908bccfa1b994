package io.duolog.kafka.fetch;

import io.duolog.kafka.segment.LogFile;
import io.duolog.kafka.store.Faults;
import io.duolog.storage.error.CorruptException;
import io.duolog.storage.error.FaultLocation;
import io.duolog.storage.error.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Confined to one thread at a time. Moves the bytes of a result to a channel, from region to region, and remembers
 * where it stopped (rule R4).
 */
final class RegionTransfer {
  private final FetchPool pool;
  private final RegionResult result;
  private int region;
  private int sentOfRegion;
  private int sentBytes;

  RegionTransfer(FetchPool pool, RegionResult result) {
    this.pool = pool;
    this.result = result;
  }

  int sentBytes() {
    return sentBytes;
  }

  void rewind() {
    region = 0;
    sentOfRegion = 0;
    sentBytes = 0;
  }

  private void advance(int count) {
    sentBytes += count;
    sentOfRegion += count;
    while (region < result.regionCount() && sentOfRegion >= result.length(region)) {
      sentOfRegion -= result.length(region);
      region++;
    }
  }

  /** Hands regions to the kernel until the socket takes no more. */
  long sendfile(SocketChannel target) throws IOException {
    boolean isBlocking = target.isBlocking();
    long before = sentBytes;
    while (region < result.regionCount()) {
      int count = result.length(region) - sentOfRegion;
      int sent = sendOnce(target, result.position(region) + (long) sentOfRegion, count);
      advance(sent);
      if (sent == 0 || (sent < count && !isBlocking)) {
        break;
      }
    }
    pool.counters().transferredBytes.add(sentBytes - before);
    return sentBytes - before;
  }

  private int sendOnce(SocketChannel target, long position, int count) throws IOException {
    while (true) {
      FileChannel source = channelOf(result.file(region));
      try {
        int sent = (int) pool.disk().transfer(source, position, count, target);
        if (sent == 0 && source.size() <= position) {
          throw endedAt(result.file(region), source.size());
        }
        return sent;
      } catch (ClosedByInterruptException e) {
        if (!target.isOpen()) {
          throw e;
        }
        throw unreadable(result.file(region), e);
      } catch (ClosedChannelException e) {
        if (!target.isOpen()) {
          throw e;
        }
        // Somebody else was interrupted in the file: again, on a new channel.
      }
    }
  }

  private static FileChannel channelOf(LogFile file) {
    try {
      return file.channel();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** A fault of the file, which the caller does not take for one of its channel. */
  private static StorageException unreadable(LogFile file, IOException fault) {
    return Faults.typed("cannot read a fetched region", file.path(), fault);
  }

  /** Reads through one bounded buffer and writes it, until the channel takes no more. Counted as copied (rule R7). */
  long copy(WritableByteChannel target) throws IOException {
    ByteBuffer buffer = pool.takeBuffer();
    long before = sentBytes;
    try {
      boolean isTaking = true;
      while (isTaking && region < result.regionCount()) {
        fill(buffer.clear());
        isTaking = drain(buffer.flip(), target);
      }
    } finally {
      pool.giveBack(buffer);
      pool.counters().transferredBytes.add(sentBytes - before);
      pool.counters().copiedBytes.add(sentBytes - before);
    }
    return sentBytes - before;
  }

  /** Writes the buffer out; false if the channel did not take all of it. */
  private boolean drain(ByteBuffer buffer, WritableByteChannel target) throws IOException {
    boolean mayWait = target instanceof SelectableChannel selectable && !selectable.isBlocking();
    while (buffer.hasRemaining()) {
      int written = target.write(buffer);
      advance(written);
      if (written == 0 || (mayWait && buffer.hasRemaining())) {
        return false;
      }
    }
    return true;
  }

  /** Reads from the transfer position on, across regions, without moving it. */
  private void fill(ByteBuffer buffer) {
    int from = sentOfRegion;
    for (int i = region; i < result.regionCount() && buffer.hasRemaining(); i++) {
      int count = Math.min(result.length(i) - from, buffer.remaining());
      try {
        readRegion(i, from, buffer, count);
      } catch (IOException e) {
        throw unreadable(result.file(i), e);
      }
      from = 0;
    }
  }

  private void readRegion(int index, int from, ByteBuffer buffer, int count) throws IOException {
    int limit = buffer.limit();
    buffer.limit(buffer.position() + count);
    int read = result.file(index).read(buffer, result.position(index) + (long) from);
    buffer.limit(limit);
    if (read < count) {
      throw endedAt(result.file(index), result.position(index) + (long) from + Math.max(0, read));
    }
  }

  private static CorruptException endedAt(LogFile file, long position) {
    return new CorruptException("the file ends inside a fetched region", FaultLocation.of(file.path(), position), null);
  }

  /** All bytes, on the heap; the transfer position stays. */
  byte[] readAll() throws IOException {
    ByteBuffer all = ByteBuffer.allocate(result.sizeBytes());
    for (int i = 0; i < result.regionCount(); i++) {
      readRegion(i, 0, all, result.length(i));
    }
    return all.array();
  }
}
