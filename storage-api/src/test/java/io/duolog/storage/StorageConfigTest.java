package io.duolog.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorageConfigTest {
  private static final ConfigKey<Boolean> SWITCH =
      new ConfigKey<>("some.switch", ConfigType.truth(), false, "Switches something.", "");
  private static final ConfigKey<TransferMode> MODE =
      new ConfigKey<>("some.mode", ConfigType.constant(TransferMode.class), TransferMode.ENGINE, "Selects.", "");

  @Test
  void aKeyThatIsNotGivenHasItsDefault() {
    assertEquals(1L << 30, StorageConfig.defaults().value(StorageKeys.FILE_SIZE_BYTES));
  }

  @Test
  void aGivenValueIsParsed() {
    StorageConfig config =
        StorageConfig.of(Map.of("file.size.bytes", " 65536 ", "some.switch", "true", "some.mode", "copy"));
    assertEquals(65_536L, config.value(StorageKeys.FILE_SIZE_BYTES));
    assertTrue(config.value(SWITCH));
    assertEquals(TransferMode.COPY, config.value(MODE));
  }

  @Test
  void aTypedValueReadsBackAsItWasGiven() {
    StorageConfig config = StorageConfig.defaults().with(MODE, TransferMode.GATHER).with(SWITCH, true);
    assertEquals(TransferMode.GATHER, config.value(MODE));
    assertTrue(config.value(SWITCH));
  }

  @Test
  void f3_anUnknownKeyIsRefusedWithTheNearestKnownOne() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> StorageConfig.of(Map.of("file.size.byte", "65536")).requireOnly(StorageKeys.ALL));
    assertEquals("unknown configuration key file.size.byte, did you mean file.size.bytes?", e.getMessage());
  }

  @Test
  void e1_aValueOutOfRangeIsRefusedWithValueAndRange() {
    StorageConfig config = StorageConfig.of(Map.of("file.size.bytes", "5"));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> config.requireOnly(StorageKeys.ALL));
    assertEquals("file.size.bytes = 5 is not a whole number from 16384 to 17179869184", e.getMessage());
  }

  @Test
  void e1_aValueOfAnotherTypeIsRefused() {
    for (Map<String, String> given :
        List.of(Map.of("some.switch", "yes"), Map.of("some.mode", "teleport"), Map.of("file.size.bytes", "1 GiB"))) {
      StorageConfig config = StorageConfig.of(given);
      List<ConfigKey<?>> keys = List.of(SWITCH, MODE, StorageKeys.FILE_SIZE_BYTES);
      assertThrows(IllegalArgumentException.class, () -> config.requireOnly(keys), given.toString());
    }
  }

  @Test
  void e1_aDefaultOutOfRangeCannotBeDeclared() {
    ConfigType<Long> type = ConfigType.wholeNumber(1, 2);
    assertThrows(IllegalArgumentException.class, () -> new ConfigKey<>("k", type, 3L, "Meaning.", ""));
  }
}
