/**
 * What the benchmarks need to know about the machine and to ask of it: system calls, dirty limits, the block device,
 * the environment that a report states. Nothing here measures an engine. Every package of the module may call it.
 */
@NullMarked
package io.duolog.bench.machine;

import org.jspecify.annotations.NullMarked;
