/**
 * The rocket-style engine as the SPI sees it: provider, engine, partitions. It wires the parts and translates their
 * faults; it contains no algorithm. Only {@link java.util.ServiceLoader} calls it.
 */
@NullMarked
package io.duolog.rocket;

import org.jspecify.annotations.NullMarked;
