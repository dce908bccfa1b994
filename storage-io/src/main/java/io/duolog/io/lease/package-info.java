/**
 * Counting who still uses a resource that its owner wants to close. It knows nothing of what is counted and frees
 * nothing itself: it tells the one caller whose turn it is. Whoever shares a file, mapped or not, between readers and
 * an owner calls it.
 */
@NullMarked
package io.duolog.io.lease;

import org.jspecify.annotations.NullMarked;
