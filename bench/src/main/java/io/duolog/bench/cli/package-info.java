/**
 * The commands behind {@code bench.sh}: arguments in, exit codes and one-line complaints out. The work is done by the
 * packages that it calls. Nothing calls it but the launcher.
 */
@NullMarked
package io.duolog.bench.cli;

import org.jspecify.annotations.NullMarked;
