package io.duolog.conformance.report;

/** A test class whose tests say something of one engine. */
public interface TestedEngine {
  /** Name of the engine, as the report writes it. */
  String engineName();
}
