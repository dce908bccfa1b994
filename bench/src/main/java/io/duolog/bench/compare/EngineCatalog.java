package io.duolog.bench.compare;

import io.duolog.bench.worker.WorkerMain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The engines that the build knows, one class path file each, and those that the caller adds as jars. Immutable but for
 * additions; confined to one thread.
 */
public final class EngineCatalog {
  private static final String SUFFIX = ".classpath";
  private static final String SERVICE = "META-INF/services/io.duolog.storage.StorageProvider";

  private final Map<String, EngineEntry> engines = new LinkedHashMap<>();
  private final String limitsClassPath;

  private EngineCatalog(String limitsClassPath) {
    this.limitsClassPath = limitsClassPath;
  }

  /**
   * Reads the class path files of a directory: {@code limits.classpath} and one for each engine.
   *
   * @throws UsageException if the build has not written them
   */
  public static EngineCatalog read(Path directory) {
    Path limits = directory.resolve(WorkerMain.LIMITS + SUFFIX);
    if (!Files.isRegularFile(limits)) {
      throw new UsageException("the build has written no class paths to " + directory);
    }
    EngineCatalog catalog = new EngineCatalog(content(limits));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX) && !file.equals(limits)) {
          String engine = name.substring(0, name.length() - SUFFIX.length());
          catalog.engines.put(engine, new EngineEntry(engine, content(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return catalog;
  }

  private static String content(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Adds the engines of a jar, whose names its providers tell in a process of their own.
   *
   * @throws UsageException if there is no such jar, no provider in it, or a name is taken
   */
  public List<String> addJar(Path jar) {
    requireProvider(jar);
    String classPath = limitsClassPath + File.pathSeparator + jar.toAbsolutePath();
    List<String> names = WorkerProcess.probe(classPath, jar);
    List<String> added = new ArrayList<>();
    for (String name : names) {
      if (engines.putIfAbsent(name, new EngineEntry(name, classPath)) != null) {
        throw new UsageException("engine " + name + " of " + jar + " has the name of an engine that is already there");
      }
      added.add(name);
    }
    return added;
  }

  private static void requireProvider(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new UsageException("engine jar " + jar + " does not exist");
    }
    try (JarFile opened = new JarFile(jar.toFile())) {
      if (opened.getEntry(SERVICE) == null) {
        throw new UsageException("engine jar " + jar + " has no " + SERVICE);
      }
    } catch (IOException e) {
      throw new UsageException("engine jar " + jar + " cannot be read: " + e.getMessage());
    }
  }

  /** Names of all engines. */
  public List<String> names() {
    return List.copyOf(engines.keySet());
  }

  /**
   * The engine of a name.
   *
   * @throws UsageException if there is none
   */
  public EngineEntry engine(String name) {
    EngineEntry entry = engines.get(name);
    if (entry == null) {
      throw new UsageException("unknown engine " + name + "; known: " + String.join(", ", engines.keySet()));
    }
    return entry;
  }

  /** The class path of the worker that measures the limits. */
  public String limitsClassPath() {
    return limitsClassPath;
  }
}
