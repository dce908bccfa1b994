/**
 * The seam to the file system: {@link io.duolog.io.file.Disk}, its one production form, the typed faults, the
 * directory lock and the cap on live mappings and descriptors. It holds no format and no policy: what a file
 * contains, when it is forced and what a fault means is decided by the caller. Everything in this module and above
 * it goes through here; nobody else calls the JDK's file API.
 */
@NullMarked
package io.duolog.io.file;

import org.jspecify.annotations.NullMarked;
