package io.duolog.bench.cell;

/** How an engine writes and serves, which decides the limits that bound it. */
public enum Design {
  /** Writes into mappings, serves by gathering writes. */
  MAPPED,
  /** Writes and serves through channels: write and sendfile. */
  CHANNEL;

  private static final String MAPPED_ENGINE = "rocket-style";

  /** The design of a named engine; engines that are not known are held against the channel's limits. */
  public static Design ofEngine(String name) {
    return name.equals(MAPPED_ENGINE) ? MAPPED : CHANNEL;
  }
}
