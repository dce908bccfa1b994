package io.duolog.io.durable;

import io.duolog.io.file.CorruptFileException;
import io.duolog.io.file.Disk;
import io.duolog.io.file.ForeignFileException;
import io.duolog.io.file.NewerFormatException;
import io.duolog.io.file.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Not thread-safe; guarded by its owner. A small checksummed document in one file that is always replaced whole. It
 * holds no descriptor between calls.
 *
 * <p>A file is read before it is first written, so that nothing is replaced unseen: a foreign or newer one is never
 * changed (rule F3). A missing or corrupt one may be written anew.
 */
public final class CheckpointFile {
  /** The longest payload. */
  public static final int MOST_PAYLOAD_BYTES = 64 << 20;

  private final Disk disk;
  private final Path path;
  private final Replacement replacement;
  private FileStamp stamp;
  private long sequence;
  private boolean isReplaceable;

  public CheckpointFile(Disk disk, Path path, FileStamp stamp) {
    this.disk = disk;
    this.path = path;
    this.replacement = new Replacement(disk, path);
    this.stamp = stamp;
  }

  /**
   * Reads the file. An identity that was left open in the stamp is the found one from here on.
   *
   * @return empty if there is no file
   * @throws ForeignFileException if magic or identity is another
   * @throws NewerFormatException if the container or the payload is of a later version
   * @throws CorruptFileException if a checksum or the length does not hold
   */
  public Optional<Checkpoint> read() throws IOException {
    isReplaceable = false;
    ByteBuffer file;
    try {
      file = content();
    } catch (NoSuchFileException e) {
      isReplaceable = true;
      return Optional.empty();
    }
    Checkpoint found = check(file);
    isReplaceable = true;
    sequence = found.sequence();
    stamp = stamp.of(found.identity());
    return Optional.of(found);
  }

  private ByteBuffer content() throws IOException {
    try (FileChannel channel = disk.open(path, OpenMode.READ)) {
      int most = CheckpointLayout.PAYLOAD + MOST_PAYLOAD_BYTES + 1;
      ByteBuffer file = ByteBuffer.allocate((int) Math.min(channel.size(), most));
      disk.read(channel, file, 0);
      return file.flip();
    }
  }

  private Checkpoint check(ByteBuffer file) throws IOException {
    if (!Magic.begins(file, stamp.magic())) {
      throw new ForeignFileException(path, "it does not begin with magic " + Long.toHexString(stamp.magic()));
    }
    if (file.remaining() < CheckpointLayout.PAYLOAD) {
      throw corrupt(0, "header is cut at " + file.remaining() + " bytes");
    }
    if (file.getInt(CheckpointLayout.HEADER_CRC)
        != CheckpointLayout.crc(file, CheckpointLayout.MAGIC, CheckpointLayout.HEADER_CRC)) {
      throw corrupt(0, "header checksum does not hold");
    }
    checkVersion(file.getShort(CheckpointLayout.CONTAINER), CheckpointLayout.CONTAINER_VERSION);
    checkVersion(file.getShort(CheckpointLayout.CONTENT), stamp.version());
    if (!stamp.accepts(file.getLong(CheckpointLayout.IDENTITY))) {
      throw new ForeignFileException(
          path, "identity is " + Long.toHexString(file.getLong(CheckpointLayout.IDENTITY)));
    }
    return new Checkpoint(
        file.getLong(CheckpointLayout.IDENTITY),
        Short.toUnsignedInt(file.getShort(CheckpointLayout.CONTENT)),
        file.getLong(CheckpointLayout.SEQUENCE),
        payload(file));
  }

  private ByteBuffer payload(ByteBuffer file) throws CorruptFileException {
    int length = file.getInt(CheckpointLayout.LENGTH);
    if (length != file.remaining() - CheckpointLayout.PAYLOAD) {
      throw corrupt(CheckpointLayout.PAYLOAD, "payload of " + length + " bytes in a file of " + file.remaining());
    }
    if (file.getInt(CheckpointLayout.PAYLOAD_CRC) != CheckpointLayout.crc(file, CheckpointLayout.PAYLOAD, length)) {
      throw corrupt(CheckpointLayout.PAYLOAD, "payload checksum does not hold");
    }
    return file.slice(CheckpointLayout.PAYLOAD, length).asReadOnlyBuffer();
  }

  private void checkVersion(short found, int newestKnown) throws NewerFormatException {
    if (Short.toUnsignedInt(found) > newestKnown) {
      throw new NewerFormatException(path, Short.toUnsignedInt(found), newestKnown);
    }
  }

  private CorruptFileException corrupt(long position, String detail) {
    isReplaceable = true;
    return new CorruptFileException(path, position, detail);
  }

  /**
   * Replaces the file, durably when it returns. When it throws, the file holds the old content or, if only the rename
   * or the force of the directory failed, perhaps the new.
   *
   * @param payload what remains in it is written; the buffer is not changed
   * @throws IllegalStateException if the file was not read yet, or is foreign or newer
   */
  public void write(ByteBuffer payload) throws IOException {
    if (!isReplaceable) {
      throw new IllegalStateException(path + " is written only after it was read and found to be ours");
    }
    if (stamp.identity() == FileStamp.ANY_IDENTITY) {
      throw new IllegalStateException(path + " has no identity to be written with");
    }
    if (payload.remaining() > MOST_PAYLOAD_BYTES) {
      throw new IllegalArgumentException("payload of " + payload.remaining() + " bytes, most " + MOST_PAYLOAD_BYTES);
    }
    try (FileChannel channel = replacement.prepare(CheckpointLayout.encode(stamp, sequence + 1, payload))) {
      assert channel.isOpen();
      replacement.commit();
    }
    sequence++;
  }

  /** The number of the last write that this object read or made; 0 before any. */
  public long sequence() {
    return sequence;
  }
}
