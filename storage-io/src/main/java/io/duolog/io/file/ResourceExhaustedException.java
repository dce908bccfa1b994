package io.duolog.io.file;

import java.io.IOException;

/** A cap on live mappings or descriptors is reached, ours or the system's. Nothing was opened; closing files helps. */
public final class ResourceExhaustedException extends IOException {
  private static final long serialVersionUID = 1L;

  ResourceExhaustedException(String detail) {
    super(detail);
  }

  ResourceExhaustedException(String detail, Throwable cause) {
    super(detail, cause);
  }
}
