/**
 * Two checksummed containers for small durable state: a document that is replaced whole and a journal that grows by
 * durable steps. Payloads are opaque, their tables belong to the caller; the containers' bytes are described in
 * {@code docs/formats/checkpoint.md} and {@code docs/formats/catalogue.md}. Owners of a store directory call it, one
 * thread at a time.
 */
@NullMarked
package io.duolog.io.durable;

import org.jspecify.annotations.NullMarked;
