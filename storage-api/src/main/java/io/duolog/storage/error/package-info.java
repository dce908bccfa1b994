/**
 * The operating faults of a storage engine, one sealed family (rule E2).
 *
 * <p>It does not hold caller mistakes, which are argument exceptions (E1), nor expected outcomes, which are values of
 * sealed types (E3).
 *
 * <p>Engines throw these types; callers switch over them.
 */
@NullMarked
package io.duolog.storage.error;

import org.jspecify.annotations.NullMarked;
