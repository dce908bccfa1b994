package io.duolog.bench.worker;

import io.duolog.bench.payload.PayloadOptions;
import io.duolog.bench.serve.Placement;
import io.duolog.storage.TransferMode;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * What all runs of a comparison share, as the coordinator hands it to its workers. Immutable.
 *
 * @param directory root of the run's files
 * @param payload what is appended
 * @param filledBytes size of the stores that are read
 * @param placement of server and consumer in the catch-up cells
 * @param mode of the engines' transfers
 */
public record RunSettings(
    Path directory, PayloadOptions payload, long filledBytes, Placement placement, TransferMode mode) {
  /** Writes a file of properties. */
  public void write(Path file) {
    Properties properties = new Properties();
    properties.setProperty("directory", directory.toString());
    properties.setProperty("payload.size.bytes", Integer.toString(payload.sizeBytes()));
    properties.setProperty("payload.compressibility", Double.toString(payload.compressibility()));
    payload.file().ifPresent(source -> properties.setProperty("payload.file", source.toString()));
    properties.setProperty("filled.bytes", Long.toString(filledBytes));
    properties.setProperty("placement", placement.name().toLowerCase(Locale.ROOT));
    properties.setProperty("mode", mode.name().toLowerCase(Locale.ROOT));
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static RunSettings read(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
    PayloadOptions payload =
        new PayloadOptions(
            Integer.parseInt(value(properties, "payload.size.bytes")),
            Double.parseDouble(value(properties, "payload.compressibility")),
            Optional.ofNullable(properties.getProperty("payload.file")).map(Path::of));
    return new RunSettings(
        Path.of(value(properties, "directory")),
        payload,
        Long.parseLong(value(properties, "filled.bytes")),
        Placement.valueOf(value(properties, "placement").toUpperCase(Locale.ROOT)),
        TransferMode.valueOf(value(properties, "mode").toUpperCase(Locale.ROOT)));
  }

  private static String value(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("the settings have no " + name);
    }
    return value;
  }
}
