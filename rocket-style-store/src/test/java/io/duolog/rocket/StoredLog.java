package io.duolog.rocket;

import io.duolog.rocket.format.FrameImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Confined to one test. A file of the log of a store that nobody has open, to be looked at and damaged. */
final class StoredLog {
  private final Path path;
  private final byte[] content;
  private final ByteBuffer bytes;

  private StoredLog(Path path, byte[] content) {
    this.path = path;
    this.content = content;
    this.bytes = ByteBuffer.wrap(content);
  }

  static StoredLog read(Path store) throws IOException {
    return read(store, 0);
  }

  static StoredLog read(Path store, int file) throws IOException {
    Path path = TestStore.logFiles(store).get(file);
    return new StoredLog(path, Files.readAllBytes(path));
  }

  /** Where the frames begin, reserved ones too. */
  List<Integer> frames() {
    List<Integer> frames = new ArrayList<>();
    int at = 0;
    while (at + 80 <= bytes.capacity() && bytes.getInt(at) != 0) {
      frames.add(at);
      at += (Math.abs(bytes.getInt(at)) + 7) & -8;
    }
    return frames;
  }

  int length(int frame) {
    return bytes.getInt(frame);
  }

  int kind(int frame) {
    return bytes.get(frame + 4);
  }

  int generation(int frame) {
    return bytes.getInt(frame + 16);
  }

  long baseOffset(int frame) {
    return bytes.getLong(frame + 56);
  }

  /** Takes the commit mark away: the frame is only reserved. */
  StoredLog unpublish(int frame) {
    bytes.putInt(frame, -bytes.getInt(frame));
    return this;
  }

  /** Turns a frame into padding that is whole: nothing tells that there was a batch. */
  StoredLog becomePadding(int frame) {
    new FrameImage().load(bytes, frame).becomePadding().put(bytes, frame, false);
    return this;
  }

  StoredLog flip(int position) {
    bytes.put(position, (byte) (bytes.get(position) ^ 1));
    return this;
  }

  /** Zeros from {@code position} on. */
  StoredLog erase(int position) {
    bytes.put(position, new byte[bytes.capacity() - position]);
    return this;
  }

  void write() throws IOException {
    Files.write(path, content);
  }
}
