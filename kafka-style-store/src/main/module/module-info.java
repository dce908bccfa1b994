/** The kafka-style engine; found through {@link java.util.ServiceLoader}, exports nothing. */
module io.duolog.kafka {
  requires io.duolog.storage.api;
  requires io.duolog.storage.io;
  requires org.slf4j;
  requires static org.jspecify;

  provides io.duolog.storage.StorageProvider with io.duolog.kafka.KafkaStyleProvider;
}
