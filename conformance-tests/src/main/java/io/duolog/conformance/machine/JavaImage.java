package io.duolog.conformance.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Immutable. A container image with a small Java runtime, made of files of this machine alone: no registry is asked.
 *
 * @param name what the daemon calls it
 */
public record JavaImage(String name) {
  private static final List<String> LIBRARIES =
      List.of("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libz.so.1");
  private static final String LOADERS = "ld-linux";
  private static final String MODULES = "java.base,java.logging,jdk.unsupported";

  /** Makes the image; {@code work} is an empty directory that the caller deletes. */
  public static JavaImage build(Path work) throws IOException {
    Path tree = Files.createDirectories(work.resolve("tree"));
    Path javaHome = Path.of(System.getProperty("java.home", ""));
    Command.of(javaHome.resolve("bin/jlink").toString(), "--add-modules", MODULES, "--strip-debug", "--no-man-pages",
        "--no-header-files", "--output", tree.resolve("java").toString()).run();
    Files.createDirectories(tree.resolve("tmp"));
    copyLibraries(tree);
    Path archive = work.resolve("image.tar");
    Command.of("tar", "-C", tree.toString(), "-cf", archive.toString(), ".").run();
    String name = "duolog-java:" + Runtime.version().feature();
    Command.of("docker", "import", "-c", "ENV LD_LIBRARY_PATH=/lib", archive.toString(), name).run();
    return new JavaImage(name);
  }

  private static void copyLibraries(Path tree) throws IOException {
    for (Path source : libraries()) {
      for (String directory : List.of("lib", "lib64")) {
        Path target = Files.createDirectories(tree.resolve(directory)).resolve(source.getFileName());
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static List<Path> libraries() throws IOException {
    List<Path> found = new ArrayList<>();
    String triplet = System.getProperty("os.arch", "").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
    for (Path directory : List.of(Path.of("/lib", triplet), Path.of("/lib64"), Path.of("/usr/lib64"))) {
      if (!Files.isDirectory(directory)) {
        continue;
      }
      try (Stream<Path> files = Files.list(directory)) {
        files.filter(JavaImage::isNeeded).forEach(found::add);
      }
    }
    return found;
  }

  private static boolean isNeeded(Path file) {
    String name = String.valueOf(file.getFileName());
    return LIBRARIES.contains(name) || name.startsWith(LOADERS);
  }

  /**
   * Starts a container that shares one directory with this machine, under the same path.
   *
   * @param shared readable and writable in the container
   * @param arguments of the {@code java} command
   * @return the running container
   */
  public RunningContainer start(Path shared, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("docker", "run", "-d", "-v", shared + ":" + shared, name));
    words.add("/java/bin/java");
    words.addAll(List.of(arguments));
    return new RunningContainer(new Command(List.copyOf(words)).run());
  }
}
