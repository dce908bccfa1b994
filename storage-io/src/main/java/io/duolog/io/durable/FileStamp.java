package io.duolog.io.durable;

/**
 * What a durable file says about itself before anything else; immutable.
 *
 * @param magic the first eight bytes, different for each kind of file
 * @param version the newest version of the content that the caller knows, 1 to 65,535; new files are written in it
 * @param identity what the file belongs to; {@link #ANY_IDENTITY} to accept the one that is found
 */
public record FileStamp(long magic, int version, long identity) {
  /** Belongs to anything: accepted when reading, refused when writing. */
  public static final long ANY_IDENTITY = 0;

  private static final int NEWEST_VERSION = 0xFFFF;

  public FileStamp {
    if (version < 1 || version > NEWEST_VERSION) {
      throw new IllegalArgumentException("version must be 1 to " + NEWEST_VERSION + ": " + version);
    }
  }

  /** The same stamp with another identity. */
  public FileStamp of(long newIdentity) {
    return new FileStamp(magic, version, newIdentity);
  }

  boolean accepts(long foundIdentity) {
    return identity == ANY_IDENTITY || identity == foundIdentity;
  }
}
