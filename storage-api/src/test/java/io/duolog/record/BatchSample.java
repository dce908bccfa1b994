package io.duolog.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.jspecify.annotations.Nullable;

/** Immutable. What goes into a batch, so that both this package and Kafka's client can build it. */
record BatchSample(Compression compression, long baseOffset, int leaderEpoch, Producer producer, List<Entry> entries) {

  static final long DEFAULT_SEED = 20_261_121L;

  record Producer(long id, short epoch, int baseSequence, boolean transactional) {
    static final Producer NONE = new Producer(-1, (short) -1, -1, false);
  }

  record Entry(
      long timestamp, @Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
    Header[] kafkaHeaders() {
      return headers.stream().map(BatchSample::kafkaHeader).toArray(Header[]::new);
    }
  }

  private static Header kafkaHeader(RecordHeader header) {
    ByteBuffer value = header.value();
    if (value == null) {
      return new org.apache.kafka.common.header.internals.RecordHeader(header.key(), (byte[]) null);
    }
    byte[] bytes = new byte[value.remaining()];
    value.get(value.position(), bytes);
    return new org.apache.kafka.common.header.internals.RecordHeader(header.key(), bytes);
  }

  /** The seed of this run: {@code -Dduolog.seed}, printed so that a failure can be repeated. */
  static long seed(String test) {
    long seed = Long.getLong("duolog.seed", DEFAULT_SEED);
    System.out.println(test + ": -Dduolog.seed=" + seed);
    return seed;
  }

  static BatchSample random(Random random) {
    Compression compression = random.nextInt(4) == 0 ? Compression.GZIP : Compression.NONE;
    long baseOffset = random.nextInt(8) == 0 ? random.nextLong() >>> 2 : random.nextInt(1_000_000);
    int leaderEpoch = random.nextInt(8) == 0 ? -1 : random.nextInt(Integer.MAX_VALUE);
    int count = random.nextInt(10) == 0 ? 1 + random.nextInt(40) : 1 + random.nextInt(4);
    long base = random.nextInt(8) == 0 ? random.nextLong() >>> (1 + random.nextInt(40)) : 1_780_000_000_000L;
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(random, base));
    }
    return new BatchSample(compression, baseOffset, leaderEpoch, producer(random), entries);
  }

  private static Producer producer(Random random) {
    if (random.nextInt(3) != 0) {
      return Producer.NONE;
    }
    int sequence = random.nextInt(4) == 0 ? Integer.MAX_VALUE - random.nextInt(5) : random.nextInt(1_000_000);
    return new Producer(random.nextLong() >>> 1, (short) random.nextInt(Short.MAX_VALUE + 1), sequence,
        random.nextBoolean());
  }

  private static Entry entry(Random random, long base) {
    long timestamp = switch (random.nextInt(10)) {
      case 0 -> RecordBatchLayout.NO_TIMESTAMP;
      case 1 -> base;
      default -> Math.max(0, base - random.nextInt(100_000));
    };
    List<RecordHeader> headers = new ArrayList<>();
    for (int i = random.nextInt(3) == 0 ? random.nextInt(5) : 0; i > 0; i--) {
      String name = switch (random.nextInt(4)) {
        case 0 -> "";
        case 1 -> "TAGS";
        case 2 -> "größe-" + random.nextInt(100);
        default -> "h" + random.nextInt();
      };
      headers.add(new RecordHeader(name, bytes(random, 40)));
    }
    int limit = random.nextInt(50) == 0 ? 20_000 : 200;
    return new Entry(timestamp, bytes(random, 100), bytes(random, limit), headers);
  }

  private static @Nullable ByteBuffer bytes(Random random, int limit) {
    if (random.nextInt(6) == 0) {
      return null;
    }
    byte[] bytes = new byte[random.nextInt(limit)];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  long maxTimestamp() {
    return entries.stream().mapToLong(Entry::timestamp).max().orElse(RecordBatchLayout.NO_TIMESTAMP);
  }

  /** Settings and records of this sample in our builder, which is reset first. */
  RecordBatchBuilder in(RecordBatchBuilder builder) {
    builder.reset().compression(compression).baseOffset(baseOffset).leaderEpoch(leaderEpoch)
        .producer(producer.id(), producer.epoch(), producer.baseSequence()).transactional(producer.transactional());
    for (Entry e : entries) {
      builder.append(e.timestamp(), e.key(), e.value(), e.headers());
    }
    return builder;
  }

  ByteBuffer built() {
    return in(new RecordBatchBuilder()).build();
  }

  /** The same batch by Kafka's builder. */
  ByteBuffer builtByKafka() {
    return builtByKafka(TimestampType.CREATE_TIME, RecordBatchLayout.NO_TIMESTAMP);
  }

  ByteBuffer builtByKafka(TimestampType type, long logAppendTime) {
    var codec = compression == Compression.GZIP
        ? org.apache.kafka.common.compress.Compression.gzip().build()
        : org.apache.kafka.common.compress.Compression.NONE;
    return builtByKafka(codec, type, logAppendTime);
  }

  ByteBuffer builtByKafka(org.apache.kafka.common.compress.Compression codec, TimestampType type, long logAppendTime) {
    MemoryRecordsBuilder builder = new MemoryRecordsBuilder(ByteBuffer.allocate(1024), (byte) 2, codec, type,
        baseOffset, logAppendTime, producer.id(), producer.epoch(), producer.baseSequence(), producer.transactional(),
        false, leaderEpoch, Integer.MAX_VALUE);
    for (Entry e : entries) {
      builder.append(e.timestamp(), e.key(), e.value(), e.kafkaHeaders());
    }
    MemoryRecords records = builder.build();
    ByteBuffer copy = ByteBuffer.allocate(records.sizeInBytes());
    copy.put(records.buffer().duplicate()).flip();
    return copy;
  }

  /** A small batch of this many records, for tests that look at single bytes. */
  static BatchSample small(Compression compression, int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<RecordHeader> headers =
          i % 2 == 0 ? List.of() : List.of(RecordHeader.of("TAGS", "a"), new RecordHeader("n", null));
      entries.add(new Entry(1_000 + i, i % 3 == 2 ? null : utf8("k" + i), utf8("v" + i), headers));
    }
    return new BatchSample(compression, 7, 3, new Producer(9, (short) 1, 5, true), entries);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
