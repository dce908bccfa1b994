/**
 * The pages of {@code docs/formats} as tests read them: byte tables, hex dumps, fenced texts.
 *
 * <p>It knows no format; what a page says is compared with the code by the test of the module that owns the format.
 *
 * <p>Tests of this module and of all above it use it. Production code never sees it.
 */
@NullMarked
package io.duolog.io.document;

import org.jspecify.annotations.NullMarked;
