/**
 * The arrows between modules and packages, the calls that have a better replacement, and the shape of the SPI, as tests
 * over the compiled production classes. It knows nothing of what an engine promises at run time. Nothing calls it.
 */
@NullMarked
package io.duolog.conformance.architecture;

import org.jspecify.annotations.NullMarked;
