package io.duolog.conformance.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** Immutable. The production classes of all modules below the bench, and the names of the modules' packages. */
final class Production {
  static final String[] STORAGE_API = {"io.duolog.storage..", "io.duolog.record.."};
  static final String STORAGE_IO = "io.duolog.io..";
  static final String ROCKET = "io.duolog.rocket..";
  static final String KAFKA = "io.duolog.kafka..";
  static final String SUITE = "io.duolog.conformance..";

  static final JavaClasses CLASSES =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.duolog");

  private Production() {}
}
