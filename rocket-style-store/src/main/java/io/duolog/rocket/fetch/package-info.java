/**
 * The read path: from an offset to slices of mapped files, and from those to a channel. Nothing here changes a byte
 * of the store; what a result shows stays mapped until its last release. The facade calls it.
 */
@NullMarked
package io.duolog.rocket.fetch;

import org.jspecify.annotations.NullMarked;
