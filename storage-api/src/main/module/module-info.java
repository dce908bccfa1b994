/** The SPI of a message-log store, its errors and the record batch format. No file code. */
module io.duolog.storage.api {
  requires transitive io.netty.buffer;
  requires static transitive org.jspecify;

  exports io.duolog.record;
  exports io.duolog.storage;
  exports io.duolog.storage.error;

  uses io.duolog.record.CompressionCodec;
  uses io.duolog.storage.StorageProvider;
}
