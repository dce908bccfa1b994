/**
 * How faults of files become the typed faults of the SPI, and what a store does after its first final one (D3). It
 * holds no policy of retrying: nothing is retried. Every package of the engine above the formats may call it.
 */
@NullMarked
package io.duolog.rocket.fault;

import org.jspecify.annotations.NullMarked;
