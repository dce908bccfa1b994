package io.duolog.kafka.format;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Stateless. Kafka's {@code meta.properties}, version 1, for a directory that belongs to no cluster. */
public final class MetaPropertiesText {
  private static final int NODE_ID = 0;

  private MetaPropertiesText() {}

  /** The file's bytes for a directory of this identity. */
  public static byte[] encode(UUID directoryId) {
    String id = TopicIdText.encode(directoryId);
    String text = "version=1\ncluster.id=" + id + "\nnode.id=" + NODE_ID + "\ndirectory.id=" + id + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
