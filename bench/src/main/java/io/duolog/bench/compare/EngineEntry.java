package io.duolog.bench.compare;

/**
 * An engine that can be started. Immutable.
 *
 * @param name its provider's name
 * @param classPath of its process
 */
public record EngineEntry(String name, String classPath) {}
