package io.duolog.bench.compare;

import io.duolog.bench.load.Measurement;
import java.util.Optional;

/**
 * One run as it went. Immutable.
 *
 * @param round from 1
 * @param subject an engine's name, or {@code limits}
 * @param label of the cell or limit
 * @param measurement what was measured; empty if it failed
 * @param failure why it failed, on one line
 */
public record Run(
    int round, String subject, String label, Optional<Measurement> measurement, Optional<String> failure) {}
