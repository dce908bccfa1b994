/**
 * The files of the CommitLog: mapped whole, found by position, allocated and prepared ahead of need by a thread of
 * their own. It knows where frames lie and not what they mean. Appends, forces and reads call it.
 */
@NullMarked
package io.duolog.rocket.log;

import org.jspecify.annotations.NullMarked;
