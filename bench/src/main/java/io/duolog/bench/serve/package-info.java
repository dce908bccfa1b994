/**
 * One request and response protocol over a loopback socket, with the one consumer that the engines and the raw loops
 * share. What is sent comes from a response source; nothing here knows which. Cells and limits call it.
 */
@NullMarked
package io.duolog.bench.serve;

import org.jspecify.annotations.NullMarked;
