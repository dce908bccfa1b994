/**
 * The write path: reserve, copy, publish, force. It decides where a batch goes and when its appender is told; it
 * neither reads batches back nor opens files. The facade and recovery call it.
 */
@NullMarked
package io.duolog.rocket.append;

import org.jspecify.annotations.NullMarked;
