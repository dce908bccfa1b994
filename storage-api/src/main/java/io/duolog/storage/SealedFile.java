package io.duolog.storage;

import java.nio.file.Path;

/**
 * A file that is rolled, forced and never written again. Immutable.
 *
 * @param path where it stands
 * @param sizeBytes its size
 */
@Experimental
public record SealedFile(Path path, long sizeBytes) {}
