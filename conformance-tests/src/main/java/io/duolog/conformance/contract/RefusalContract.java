package io.duolog.conformance.contract;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.duolog.storage.Capability;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A capability is refused as documented, or it is declared and then not refused. */
public abstract class RefusalContract extends StorageContract {
  /** For subclasses. */
  protected RefusalContract() {}

  @ParameterizedTest
  @EnumSource
  protected void e2_aCapabilityIsDeclaredOrRefused(Capability capability) throws IOException {
    Refusals refusals = new Refusals(this);
    if (has(capability)) {
      assertThrows(
          AssertionError.class, () -> refusals.require(capability), () -> capability + " is declared and refused");
    } else {
      refusals.require(capability);
    }
  }
}
