/**
 * How a store directory becomes an open store: new, cleanly closed, or left by a crash. Its steps are idempotent: a
 * crash at any of them, any number of times, ends in the same state (C1). The facade calls it once per opening.
 */
@NullMarked
package io.duolog.rocket.recovery;

import org.jspecify.annotations.NullMarked;
