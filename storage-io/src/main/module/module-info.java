/** Files, mappings, durable containers and framing scans on one machine, for the engines of this project alone. */
@SuppressWarnings("module") // the engines are compiled later
module io.duolog.storage.io {
  requires org.slf4j;
  requires static org.jspecify;

  exports io.duolog.io.durable to io.duolog.kafka, io.duolog.rocket;
  exports io.duolog.io.file to io.duolog.kafka, io.duolog.rocket;
  exports io.duolog.io.framing to io.duolog.kafka, io.duolog.rocket;
  exports io.duolog.io.lease to io.duolog.kafka, io.duolog.rocket;
  exports io.duolog.io.mapped to io.duolog.kafka, io.duolog.rocket;
  exports io.duolog.io.nativecalls to io.duolog.kafka, io.duolog.rocket;
  exports io.duolog.io.window to io.duolog.kafka, io.duolog.rocket;
}
