package io.duolog.io.file;

/**
 * One entry of a directory listing; immutable.
 *
 * @param name the file's name, without its directory
 * @param sizeBytes the file's size; without meaning for a directory
 * @param isDirectory whether it is a directory
 */
public record FileEntry(String name, long sizeBytes, boolean isDirectory) {}
