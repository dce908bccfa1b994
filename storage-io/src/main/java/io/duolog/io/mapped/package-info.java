/**
 * Whole files in memory, held by counted leases and unmapped deterministically with the last one. It knows no layout
 * and never truncates, grows or checksums what it maps. Whoever reads or writes a mapping holds a lease meanwhile.
 */
@NullMarked
package io.duolog.io.mapped;

import org.jspecify.annotations.NullMarked;
