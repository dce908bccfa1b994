/** The conformance suite: abstract contracts that an engine's own tests extend, and the reference engine. */
open module io.duolog.conformance {
  requires transitive io.duolog.storage.api;
  requires transitive org.junit.jupiter.api;
  requires transitive org.junit.jupiter.params;
  requires io.netty.common;
  requires static transitive org.jspecify;
  requires jdk.management;

  exports io.duolog.conformance;
  exports io.duolog.conformance.contract;
  exports io.duolog.conformance.damage;
  exports io.duolog.conformance.force;
  exports io.duolog.conformance.full;
  exports io.duolog.conformance.kill;
  exports io.duolog.conformance.machine;
  exports io.duolog.conformance.model;
  exports io.duolog.conformance.power;
  exports io.duolog.conformance.process;
  exports io.duolog.conformance.report;
  exports io.duolog.conformance.rule;
  exports io.duolog.conformance.sector;
  exports io.duolog.conformance.strace;
  exports io.duolog.conformance.watch;
  exports io.duolog.conformance.workload;

  uses io.duolog.storage.StorageProvider;

  provides io.duolog.storage.StorageProvider with io.duolog.conformance.reference.ReferenceProvider;
}
