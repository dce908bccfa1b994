package io.duolog.bench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SystemFileTest {
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "kernel settings are files on Linux only")
  void aKernelSettingIsReadWithAllOfItsDigits() throws IOException {
    Path setting = Path.of("/proc/sys/vm/max_map_count");
    try (BufferedReader reader = Files.newBufferedReader(setting)) {
      assertEquals(Optional.of(reader.readLine()), SystemFile.read(setting));
    }
    assertTrue(DirtyPages.memory("MemTotal") > 1 << 26);
  }

  @Test
  void aMissingFileIsEmpty() {
    assertEquals(Optional.empty(), SystemFile.read(Path.of("/no/such/file")));
  }
}
