package io.duolog.conformance.contract;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Where a file of a closed store says by which version of its format it was written: an unsigned number of 16 bits,
 * big-endian, covered by the CRC32C of everything in front of that checksum. Immutable.
 *
 * @param file its path below the store's directory
 * @param position of the number in the file
 * @param checksumPosition of the checksum in the file
 */
public record VersionNumber(String file, int position, int checksumPosition) {
  /** Writes the next number, with the checksum that belongs to it. */
  void raise(Path store) throws IOException {
    Path path = store.resolve(file);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
    bytes.putShort(position, (short) (bytes.getShort(position) + 1));
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.slice(0, checksumPosition));
    bytes.putInt(checksumPosition, (int) checksum.getValue());
    Files.write(path, bytes.array());
  }
}
