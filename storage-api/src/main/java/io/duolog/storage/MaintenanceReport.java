package io.duolog.storage;

/**
 * What a maintenance call did. Immutable.
 *
 * @param deletedFiles files that retention removed
 * @param freedBytes bytes that were given back
 * @param expiredProducers producers that were forgotten
 */
@Experimental
public record MaintenanceReport(int deletedFiles, long freedBytes, long expiredProducers) {}
