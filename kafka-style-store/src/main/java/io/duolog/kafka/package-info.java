/**
 * The engine's facade: the provider that the service loader finds, and the open engine. It wires and translates, and
 * contains no algorithm. Nobody calls it but through the SPI.
 */
@NullMarked
package io.duolog.kafka;

import org.jspecify.annotations.NullMarked;
