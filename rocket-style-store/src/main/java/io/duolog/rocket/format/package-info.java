/**
 * The bytes of a rocket-style store: frames of the CommitLog, entries of the ConsumeQueue, what stands in the
 * checkpoint and in the catalogue. It opens no file and imports nothing of its engine; the documents in {@code
 * docs/formats} are the authority. Every other package of the engine may call it, and none writes a position of a
 * field.
 */
@NullMarked
package io.duolog.rocket.format;

import org.jspecify.annotations.NullMarked;
