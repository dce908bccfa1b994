/**
 * What a read is answered with: regions of log files under a lease, and the ways in which their bytes leave. It does
 * not decide which bytes a reader may see. The package of partitions fills its results.
 */
@NullMarked
package io.duolog.kafka.fetch;

import org.jspecify.annotations.NullMarked;
