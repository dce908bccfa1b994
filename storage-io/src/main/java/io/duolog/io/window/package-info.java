/** Back-pressure on bytes that are written and not yet forced. Called by the writers and by whoever forces. */
@NullMarked
package io.duolog.io.window;

import org.jspecify.annotations.NullMarked;
