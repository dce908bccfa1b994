/** The rocket-style engine; found through {@link java.util.ServiceLoader}, exports nothing. */
module io.duolog.rocket {
  requires io.duolog.storage.api;
  requires io.duolog.storage.io;
  requires org.slf4j;
  requires static org.jspecify;

  provides io.duolog.storage.StorageProvider with io.duolog.rocket.RocketStyleProvider;
}
