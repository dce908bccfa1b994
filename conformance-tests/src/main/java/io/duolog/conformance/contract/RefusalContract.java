package io.duolog.conformance.contract;

import io.duolog.storage.Capability;
import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each capability that the engine does not declare is refused as documented. */
public abstract class RefusalContract extends StorageContract {
  /** For subclasses. */
  protected RefusalContract() {}

  @ParameterizedTest
  @EnumSource
  protected void e2_aMissingCapabilityIsRefused(Capability capability) throws IOException {
    if (!has(capability)) {
      new Refusals(this).require(capability);
      return;
    }
    Assumptions.assumeTrue(false, capability + " is declared; its own contracts apply");
  }
}
