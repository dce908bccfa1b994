package io.duolog.conformance.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Immutable. Something that a machine can do or not, found out by trying it. */
enum Ability {
  /** Loop mounts that can be shut down without their unsynced data. */
  FAULTS("faults") {
    @Override
    Optional<String> tried() throws IOException {
      for (String tool : new String[] {"mount", "umount", "mkfs.ext4", "mkfs.xfs", "xfs_io", "strace", "prlimit"}) {
        Optional<String> missing = Command.of("sh", "-c", "command -v " + tool).obstacle("no " + tool + " on the PATH");
        if (missing.isPresent()) {
          return missing;
        }
      }
      Path directory = Files.createTempDirectory("duolog-ability");
      try (LoopDisk disk = LoopDisk.create(directory)) {
        disk.mount();
        return Optional.empty();
      } finally {
        Files.deleteIfExists(directory);
      }
    }
  },

  /** A container daemon that answers. */
  CONTAINERS("containers") {
    @Override
    Optional<String> tried() throws IOException {
      return Command.of("docker", "info").obstacle("no container daemon answers");
    }
  };

  private final String tag;

  Ability(String tag) {
    this.tag = tag;
  }

  abstract Optional<String> tried() throws IOException;

  /** Why this machine cannot do it; empty if it can. */
  Optional<String> obstacle() {
    try {
      return tried();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The tag of the tests that need it, which is also its name in the system property {@code duolog.required}. */
  String tag() {
    return tag;
  }
}
