/**
 * Forms of the seam that record and fail, for the tests of this module and of all above it. They stand around a real
 * disk and change nothing but what they are told to. Production code never sees them.
 */
@NullMarked
package io.duolog.io.faults;

import org.jspecify.annotations.NullMarked;
