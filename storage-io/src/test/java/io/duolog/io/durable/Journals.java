package io.duolog.io.durable;

import io.duolog.io.file.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Immutable. Journals of text entries, for the tests. */
final class Journals {
  static final FileStamp STAMP = new FileStamp(0x44554F4341543031L, 1, 0x1122334455667788L);

  private Journals() {}

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** One step of entries of type 1 and version 0. */
  static List<JournalEntry> step(String... payloads) {
    return Arrays.stream(payloads).map(payload -> new JournalEntry(1, 0, bytes(payload))).toList();
  }

  static Journal open(Disk disk, Path file, long durableStep) throws IOException {
    return Journal.open(disk, file, STAMP, durableStep, entry -> {});
  }

  /** All entries as "type.version:payload"; opening cuts a torn step. */
  static List<String> contents(Disk disk, Path file) throws IOException {
    return contents(disk, file, 0);
  }

  static List<String> contents(Disk disk, Path file, long durableStep) throws IOException {
    List<String> entries = new ArrayList<>();
    JournalVisitor visitor = entry -> entries.add(text(entry));
    Journal.open(disk, file, STAMP, durableStep, visitor).close();
    return entries;
  }

  private static String text(JournalEntry entry) {
    return entry.type() + "." + entry.version() + ":" + StandardCharsets.US_ASCII.decode(entry.payload());
  }
}
