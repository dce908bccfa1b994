/**
 * What tests look at outside the code: the process's mappings and descriptors, and the bytes a thread allocates. It
 * changes nothing. Tests of this module and of all above it use it.
 */
@NullMarked
package io.duolog.io.watch;

import org.jspecify.annotations.NullMarked;
