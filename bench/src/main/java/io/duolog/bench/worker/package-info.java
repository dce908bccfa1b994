/**
 * The process in which one engine, or the limits, are measured, driven line by line over its standard input and output.
 * It measures what it is told to and decides nothing about the comparison. The comparison starts it.
 */
@NullMarked
package io.duolog.bench.worker;

import org.jspecify.annotations.NullMarked;
