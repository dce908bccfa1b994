/** The conformance suite: abstract contracts that an engine's own tests extend, and the reference engine. */
open module io.duolog.conformance {
  requires transitive io.duolog.storage.api;
  requires transitive org.junit.jupiter.api;
  requires transitive org.junit.jupiter.params;
  requires static transitive org.jspecify;

  exports io.duolog.conformance.kill;
  exports io.duolog.conformance.machine;

  uses io.duolog.storage.StorageProvider;
}
