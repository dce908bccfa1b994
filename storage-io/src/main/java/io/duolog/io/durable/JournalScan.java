package io.duolog.io.durable;

import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.Disk;
import io.duolog.io.file.ForeignFileException;
import io.duolog.io.file.NewerFormatException;
import io.duolog.io.framing.ReadWindow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Confined to the opening of one journal. Finds the whole steps of the file and changes nothing.
 *
 * <p>A step is forced before the next begins. So a bad entry that is followed anywhere by a good one of a
 * <em>later</em> step was good once: that is corruption. A bad or unfinished step with nothing of a later one behind it
 * is what a crash leaves of an append, whose pages reach the device in any order: it is torn, and cut whole.
 */
final class JournalScan {
  private static final int WINDOW_BYTES = 64 << 10;

  private final Path path;
  private final ReadWindow window;
  private final long sizeBytes;
  private long identity;
  private int contentVersion;
  private long lastStep;
  private long nextPosition = JournalLayout.ENTRIES;

  JournalScan(Disk disk, Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.window = new ReadWindow(disk, channel, WINDOW_BYTES);
    this.sizeBytes = channel.size();
  }

  /** The file header: whose file is it, and can it be read? */
  void readHeader(FileStamp stamp) throws IOException {
    boolean isWhole = window.load(0, JournalLayout.ENTRIES);
    ByteBuffer header = window.bytes().slice(0, (int) Math.min(sizeBytes, JournalLayout.ENTRIES));
    if (!Magic.begins(header, stamp.magic())) {
      throw new ForeignFileException(path, "it does not begin with magic " + Long.toHexString(stamp.magic()));
    }
    if (!isWhole
        || header.getInt(JournalLayout.HEADER_CRC) != JournalLayout.crc(header, 0, JournalLayout.HEADER_CRC)) {
      throw new CorruptFileException(path, 0, "file header is cut or its checksum does not hold");
    }
    contentVersion = Short.toUnsignedInt(header.getShort(JournalLayout.CONTENT));
    checkVersion(Short.toUnsignedInt(header.getShort(JournalLayout.CONTAINER)), JournalLayout.CONTAINER_VERSION);
    checkVersion(contentVersion, stamp.version());
    identity = header.getLong(JournalLayout.IDENTITY);
    if (!stamp.accepts(identity)) {
      throw new ForeignFileException(path, "identity is " + Long.toHexString(identity));
    }
    lastStep = header.getLong(JournalLayout.FIRST_STEP) - 1;
  }

  private void checkVersion(int found, int newestKnown) throws NewerFormatException {
    if (found > newestKnown) {
      throw new NewerFormatException(path, found, newestKnown);
    }
  }

  /**
   * Finds the end of the last whole step.
   *
   * @param durableStep the last step that the caller knows to be durable from elsewhere; 0 if it knows none
   */
  void findEnd(long durableStep) throws IOException {
    long position = nextPosition;
    for (int index = 0; isEntry(position, lastStep + 1, index); ) {
      boolean isLast = flags() == JournalLayout.LAST_OF_STEP;
      position += entryBytes();
      index++;
      if (isLast) {
        nextPosition = position;
        lastStep++;
        index = 0;
      }
    }
    if (lastStep < durableStep) {
      String detail = "ends with step " + lastStep + ", " + durableStep + " was durable";
      throw new CorruptFileException(path, position, detail);
    }
    long later = findLaterStep(position);
    if (later >= 0) {
      throw new CorruptFileException(path, position, "bad entry, a good one of a later step is at " + later);
    }
  }

  /** Where a good entry of a later step than the unfinished one begins, at {@code from} or behind; -1 if nowhere. */
  private long findLaterStep(long from) throws IOException {
    for (long position = from; position <= sizeBytes - JournalLayout.PAYLOAD; position += JournalLayout.ALIGNMENT) {
      window.load(position, JournalLayout.PAYLOAD);
      long step = window.bytes().getLong(window.index() + JournalLayout.STEP);
      if (step > lastStep + 1 && step - lastStep <= sizeBytes && isWhole(position)) {
        return position;
      }
    }
    return -1;
  }

  private boolean isEntry(long position, long step, int index) throws IOException {
    return window.load(position, JournalLayout.PAYLOAD)
        && window.bytes().getLong(window.index() + JournalLayout.STEP) == step
        && window.bytes().getInt(window.index() + JournalLayout.INDEX) == index
        && isWhole(position);
  }

  /** Whether the loaded header at {@code position} begins an entry whose checksum holds; its bytes are loaded then. */
  private boolean isWhole(long position) throws IOException {
    int length = length();
    if (length < 0 || length > Journal.MOST_PAYLOAD_BYTES || position + entryBytes() > sizeBytes) {
      return false;
    }
    int bytes = entryBytes();
    window.load(position, bytes);
    int crc = JournalLayout.crc(window.bytes(), window.index() + JournalLayout.LENGTH, bytes - JournalLayout.LENGTH);
    return crc == window.bytes().getInt(window.index() + JournalLayout.CRC);
  }

  /** Shows the entries of all whole steps; after {@link #findEnd}, so nobody sees half of a corrupt file. */
  void replay(JournalVisitor visitor) throws IOException {
    for (long position = JournalLayout.ENTRIES; position < nextPosition; ) {
      window.load(position, JournalLayout.PAYLOAD);
      int bytes = entryBytes();
      window.load(position, bytes);
      ByteBuffer entry = window.bytes().slice(window.index(), bytes).asReadOnlyBuffer();
      int type = Byte.toUnsignedInt(entry.get(JournalLayout.TYPE));
      int version = Byte.toUnsignedInt(entry.get(JournalLayout.VERSION));
      visitor.visit(new JournalEntry(type, version, entry.slice(JournalLayout.PAYLOAD, length())));
      position += bytes;
    }
  }

  private int length() {
    return window.bytes().getInt(window.index() + JournalLayout.LENGTH);
  }

  private byte flags() {
    return window.bytes().get(window.index() + JournalLayout.FLAGS);
  }

  private int entryBytes() {
    return JournalLayout.entryBytes(length());
  }

  long identity() {
    return identity;
  }

  int contentVersion() {
    return contentVersion;
  }

  long lastStep() {
    return lastStep;
  }

  /** Where the next step goes. */
  long nextPosition() {
    return nextPosition;
  }

  /** Bytes behind the last whole step. */
  long tornBytes() {
    return sizeBytes - nextPosition;
  }
}
