/**
 * What a test needs of the machine beyond a JVM: file systems of its own to break, or containers to kill. It decides at
 * run time whether such a test can run, prints why not, and turns the skip into a failure where the build requires the
 * kind; it breaks nothing itself. Test classes annotate themselves with it, nothing else calls it.
 */
@NullMarked
package io.duolog.conformance.machine;

import org.jspecify.annotations.NullMarked;
