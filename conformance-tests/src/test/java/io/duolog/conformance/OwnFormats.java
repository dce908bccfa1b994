package io.duolog.conformance;

import io.duolog.conformance.contract.VersionNumber;
import java.util.List;

/** Of the files that both engines have ({@code docs/formats/checkpoint.md}, {@code catalogue.md}). Stateless. */
public final class OwnFormats {
  private static final int CONTAINER = 8;
  private static final int CONTENT = 10;
  private static final int CHECKSUM = 36;

  private OwnFormats() {}

  /** Where the versions of container and content stand. */
  public static List<VersionNumber> versionNumbers() {
    return List.of(
        new VersionNumber("checkpoint", CONTAINER, CHECKSUM),
        new VersionNumber("checkpoint", CONTENT, CHECKSUM),
        new VersionNumber("catalogue", CONTAINER, CHECKSUM),
        new VersionNumber("catalogue", CONTENT, CHECKSUM));
  }
}
