package io.duolog.rocket.format;

import java.util.Optional;

/** What a frame is; immutable. The codes are stored: they are never renumbered and never used again. */
public enum FrameKind {
  /** One record batch. */
  BATCH(1),
  /** Bytes without meaning: the rest of a file, or a reservation that was given up. */
  PADDING(2),
  /** Recovery ended the log here once; base offset holds the count of bytes that it discarded behind. */
  CUT(3),
  /** The partition ends at the base offset; what it had at and above that is gone. */
  TRUNCATE(4),
  /** The partition starts at the base offset. Reserved. */
  TRIM(5),
  /** The partition is empty and starts at the base offset. Reserved. */
  RESET(6),
  /** A partition was made. Reserved. */
  CREATE(7),
  /** A partition was deleted. Reserved. */
  DELETE(8),
  /** A partition was replaced by one that was built aside. Reserved. */
  IMPORT(9);

  private static final FrameKind[] BY_CODE = new FrameKind[IMPORT.code + 1];

  static {
    for (FrameKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  private final byte code;

  FrameKind(int code) {
    this.code = (byte) code;
  }

  /** The stored number. */
  public byte code() {
    return code;
  }

  /** The kind of a stored number; empty if no kind has it. */
  public static Optional<FrameKind> of(int code) {
    return code <= 0 || code >= BY_CODE.length ? Optional.empty() : Optional.of(BY_CODE[code]);
  }
}
