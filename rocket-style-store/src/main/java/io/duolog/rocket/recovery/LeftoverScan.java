package io.duolog.rocket.recovery;

import io.duolog.io.file.Disk;
import io.duolog.io.file.OpenMode;
import io.duolog.rocket.recovery.StoredFiles.Numbered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Confined to one opening. Measures what stands behind the end of the log: the bytes up to the last one that is not
 * zero, where a stretch of 16 MiB of zeros counts as the end of what was written. Nothing depends on the figure but
 * the report and the cut frame that repeats it.
 */
final class LeftoverScan {
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int MOST_ZEROS = 16 << 20;

  private final Disk disk;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);

  LeftoverScan(Disk disk) {
    this.disk = disk;
  }

  /** Bytes from {@code end} to behind the last one that is not zero. */
  long bytesBehind(List<Numbered> files, long end) throws IOException {
    long last = end;
    for (Numbered file : files) {
      long fileEnd = file.number() + file.sizeBytes();
      if (fileEnd > end) {
        last = Math.max(last, lastWritten(file, Math.max(end, file.number())));
      }
    }
    return last - end;
  }

  private long lastWritten(Numbered file, long from) throws IOException {
    long last = from;
    try (FileChannel channel = disk.open(file.path(), OpenMode.READ)) {
      long at = from - file.number();
      while (at < file.sizeBytes() && file.number() + at - last < MOST_ZEROS) {
        block.clear();
        int count = disk.read(channel, block, at);
        int used = usedBytes(count);
        last = used == 0 ? last : file.number() + at + used;
        at += Math.max(1, count);
      }
    }
    return last == from ? 0 : last;
  }

  private int usedBytes(int count) {
    int used = count;
    while (used > 0 && block.get(used - 1) == 0) {
      used--;
    }
    return used;
  }
}
