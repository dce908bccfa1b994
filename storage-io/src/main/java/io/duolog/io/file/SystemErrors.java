package io.duolog.io.file;

import io.duolog.io.nativecalls.NativeCalls;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Immutable. Recognises the system errors that callers treat apart. The JDK keeps only their text, in the language of
 * the process, so the C library is asked for its texts and the English ones serve without native access.
 */
final class SystemErrors {
  private static final int NO_MEMORY = 12;
  private static final int INVALID = 22;
  private static final int PROCESS_DESCRIPTORS = 24;
  private static final int NO_SPACE = 28;
  private static final int NO_SYSTEM_CALL = 38;
  private static final int NOT_SUPPORTED = 95;
  private static final int SYSTEM_DESCRIPTORS = 23;
  private static final int NO_QUOTA = 122;

  private final NativeCalls nativeCalls;
  private final String[] fullTexts;
  private final String[] exhaustedTexts;

  SystemErrors(NativeCalls nativeCalls) {
    this.nativeCalls = nativeCalls;
    this.fullTexts =
        new String[] {
          "No space left on device",
          "Disk quota exceeded",
          nativeCalls.errorText(NO_SPACE),
          nativeCalls.errorText(NO_QUOTA)
        };
    this.exhaustedTexts =
        new String[] {
          "Too many open files",
          "Map failed",
          nativeCalls.errorText(PROCESS_DESCRIPTORS),
          nativeCalls.errorText(SYSTEM_DESCRIPTORS)
        };
  }

  /** The typed form of {@code failure} where there is one, else {@code failure} itself. */
  IOException typed(String attempt, IOException failure) {
    String text = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
    if (isOneOf(fullTexts, text)) {
      return new DiskFullException(attempt, failure);
    }
    if (isOneOf(exhaustedTexts, text)) {
      return new ResourceExhaustedException(attempt + ": " + text, failure);
    }
    return failure;
  }

  private static boolean isOneOf(String[] texts, @Nullable String text) {
    for (String known : texts) {
      if (known.equals(text)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the file system has no way to allocate, so that writing zeros must do. */
  boolean isUnsupported(int errorNumber) {
    return errorNumber == NOT_SUPPORTED || errorNumber == NO_SYSTEM_CALL || errorNumber == INVALID;
  }

  IOException ofAllocation(Path file, long sizeBytes, int errorNumber) {
    String text = nativeCalls.errorText(errorNumber);
    return switch (errorNumber) {
      case NO_SPACE, NO_QUOTA -> new DiskFullException(file, sizeBytes, text);
      case PROCESS_DESCRIPTORS, SYSTEM_DESCRIPTORS, NO_MEMORY ->
          new ResourceExhaustedException("cannot allocate " + file + ": " + text);
      default -> new FileSystemException(file.toString(), null, "cannot allocate " + sizeBytes + " bytes: " + text);
    };
  }
}
