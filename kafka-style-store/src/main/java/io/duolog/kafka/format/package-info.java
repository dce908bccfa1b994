/**
 * The bytes of a kafka-style directory: names, index entries, Kafka's plain-text files, and the payloads of our own
 * checkpoint and catalogue. It holds no file handle and no state, and imports nothing of its engine. Every other
 * package of the engine calls it; {@code docs/formats/kafka-style-directory.md} is the authority.
 */
@NullMarked
package io.duolog.kafka.format;

import org.jspecify.annotations.NullMarked;
