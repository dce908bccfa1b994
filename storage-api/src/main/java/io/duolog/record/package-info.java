/**
 * The record batch that both storage engines store and serve verbatim: Apache Kafka's record batch format v2 as a
 * layout, a flyweight view, a builder and a validator. It holds no file code, assigns no offset on its own and knows
 * neither partitions nor engines. Engines, the conformance suite, benchmarks and clients of the storage interface may
 * call it.
 */
@NullMarked
package io.duolog.record;

import org.jspecify.annotations.NullMarked;
