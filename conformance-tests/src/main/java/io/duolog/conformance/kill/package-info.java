/**
 * The kill contract: a store whose process dies at any moment keeps everything that it has acknowledged.
 *
 * <p>It does not test power loss, for which the file system under the store has to lose its unsynced data too.
 *
 * <p>Run by the suite for every engine that declares {@link io.duolog.storage.Capability#PERSISTENCE}.
 */
@NullMarked
package io.duolog.conformance.kill;

import org.jspecify.annotations.NullMarked;
