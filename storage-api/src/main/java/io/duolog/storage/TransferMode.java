package io.duolog.storage;

/** How the bytes of a fetch result reach a channel (rule R4). Every mode sends the same bytes. */
public enum TransferMode {
  /** The engine's own path: {@code sendfile} in kafka-style, a gathering write from the mapping in rocket-style. */
  ENGINE,
  /** File regions handed to the kernel with {@code sendfile}, one per contiguous run. */
  SENDFILE,
  /** One gathering write from mapped memory. */
  GATHER,
  /** A copy through one bounded buffer, counted as copied bytes. */
  COPY
}
