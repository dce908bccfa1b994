package io.duolog.record;

import io.duolog.record.InvalidBatchException.Reason;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Immutable. The control record that ends a transaction, as Kafka writes it: the key is version and type, the value is
 * version and the coordinator's epoch.
 *
 * @param type how the transaction ends
 * @param coordinatorEpoch epoch of the transaction coordinator that ended it
 */
public record TransactionMarker(Type type, int coordinatorEpoch) {

  private static final short VERSION = 0;
  private static final int KEY_VERSION_AT = 0;
  private static final int KEY_TYPE_AT = KEY_VERSION_AT + Short.BYTES;
  private static final int KEY_SIZE_BYTES = KEY_TYPE_AT + Short.BYTES;
  private static final int VALUE_VERSION_AT = 0;
  private static final int VALUE_EPOCH_AT = VALUE_VERSION_AT + Short.BYTES;
  private static final int VALUE_SIZE_BYTES = VALUE_EPOCH_AT + Integer.BYTES;

  /** How a transaction ends. */
  public enum Type {
    /** Its records are never shown to readers of committed records. */
    ABORT(0),
    /** Its records are shown. */
    COMMIT(1);

    private final short id;

    Type(int id) {
      this.id = (short) id;
    }
  }

  /** Checks that there is a type. */
  public TransactionMarker {
    Objects.requireNonNull(type, "type");
  }

  /**
   * A batch with this marker alone, transactional and control, at offset 0 and without leader epoch until an engine
   * stamps it.
   *
   * @param producerId producer whose transaction ends
   * @param producerEpoch the producer's epoch
   * @param timestamp milliseconds
   * @return a new heap buffer, which belongs to the caller
   */
  public ByteBuffer toBatch(long producerId, short producerEpoch, long timestamp) {
    ByteBuffer key = ByteBuffer.allocate(KEY_SIZE_BYTES);
    key.putShort(KEY_VERSION_AT, VERSION).putShort(KEY_TYPE_AT, type.id);
    ByteBuffer value = ByteBuffer.allocate(VALUE_SIZE_BYTES);
    value.putShort(VALUE_VERSION_AT, VERSION).putInt(VALUE_EPOCH_AT, coordinatorEpoch);
    return new RecordBatchBuilder()
        .producer(producerId, producerEpoch, RecordBatchLayout.NO_SEQUENCE)
        .transactional(true)
        .control(true)
        .append(timestamp, key, value)
        .build();
  }

  /** Whether this record of a control batch is a transaction marker; others are Raft's and may be skipped. */
  public static boolean isMarker(Record controlRecord) {
    if (controlRecord.keySizeBytes() < KEY_SIZE_BYTES) {
      return false;
    }
    short type = BigEndian.shortAt(controlRecord.buffer(), controlRecord.keyPosition() + KEY_TYPE_AT);
    return type == Type.ABORT.id || type == Type.COMMIT.id;
  }

  /**
   * The marker that a record of a control batch holds. Newer versions are read by the fields known here.
   *
   * @throws InvalidBatchException with {@link Reason#CONTROL} if it is none
   */
  public static TransactionMarker of(Record controlRecord) {
    if (!isMarker(controlRecord) || controlRecord.valueSizeBytes() < VALUE_SIZE_BYTES) {
      throw new InvalidBatchException(Reason.CONTROL, "record at offset " + controlRecord.offset() + " with a key of "
          + controlRecord.keySizeBytes() + " and a value of " + controlRecord.valueSizeBytes()
          + " bytes is no transaction marker");
    }
    ByteBuffer buffer = controlRecord.buffer();
    short type = BigEndian.shortAt(buffer, controlRecord.keyPosition() + KEY_TYPE_AT);
    int epoch = BigEndian.intAt(buffer, controlRecord.valuePosition() + VALUE_EPOCH_AT);
    return new TransactionMarker(type == Type.COMMIT.id ? Type.COMMIT : Type.ABORT, epoch);
  }
}
