package io.duolog.conformance.defect;

import io.duolog.conformance.workload.Batches;
import io.duolog.storage.FetchPart;
import io.duolog.storage.FetchResult;
import io.duolog.storage.LogOffsets;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.TransferMode;
import io.duolog.storage.error.CorruptException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults of fetch results and transfers. Stateless; each fault has the state of one engine. */
final class ResultFaults {
  private static final int TARGET = 0;
  private static final int MODE = 1;
  private static final int BYTES_PER_GARBAGE = 40;

  /** Makes garbage that no compiler removes. */
  static volatile byte @Nullable [] sink;

  private ResultFaults() {}

  private static Fault onTransfer(Fault instead) {
    return Fault.on("FetchResult.transferTo", instead);
  }

  static Fault partsWithoutTheLastByte() {
    return Fault.on(
        "FetchResult.parts",
        call -> {
          List<?> parts = call.proceed(List.class);
          return parts.stream().map(ResultFaults::withoutTheLastByte).toList();
        });
  }

  private static Object withoutTheLastByte(Object part) {
    return part instanceof FetchPart.Slice(var buffer)
        ? new FetchPart.Slice(buffer.slice(0, buffer.readableBytes() - 1))
        : part;
  }

  /** Offsets of a result are those of the partition when it is asked. */
  static Fault snapshotOfLater() {
    AtomicReference<@Nullable PartitionLog> log = new AtomicReference<>();
    return Fault.on(
            "PartitionLog.read",
            call -> {
              log.set(call.target(PartitionLog.class));
              return call.proceed();
            })
        .and(
            "FetchResult.offsets",
            call -> {
              PartitionLog last = log.get();
              if (last == null) {
                return call.proceed();
              }
              LogOffsets now = last.offsets();
              return call.argument(0, LogOffsets.Mutable.class)
                  .range(now.logStart(), now.logEnd())
                  .marks(now.durable(), now.highWatermark(), now.lastStable());
            });
  }

  /** An append changes a byte of every result that is held. */
  static Fault changingWhileHeld() {
    Queue<FetchResult> held = new ConcurrentLinkedQueue<>();
    return Fault.on(
            "PartitionLog.read",
            call -> {
              Object outcome = call.proceed();
              if (outcome instanceof FetchResult result && result.sizeBytes() > 0) {
                held.add(result);
              }
              return outcome;
            })
        .and(
            "PartitionLog.append",
            call -> {
              held.removeIf(result -> result.refCnt() == 0);
              held.forEach(result -> result.content().setByte(result.sizeBytes() - 1, 0x55));
              return call.proceed();
            });
  }

  static Fault exposedMemoryCleared() {
    Queue<FetchResult> held = new ConcurrentLinkedQueue<>();
    return Fault.on(
            "PartitionLog.read",
            call -> {
              Object outcome = call.proceed();
              if (outcome instanceof FetchResult result) {
                held.add(result);
              }
              return outcome;
            })
        .and(
            "StorageEngine.close",
            call -> {
              Object report = call.proceed();
              held.removeIf(result -> result.refCnt() == 0);
              held.forEach(result -> result.content().setZero(0, result.sizeBytes()));
              return report;
            });
  }

  static Fault damagePassedOver() {
    return Fault.on(
        "BatchIterator.next",
        call -> {
          try {
            return call.proceed();
          } catch (CorruptException e) {
            return call.proceed();
          }
        });
  }

  static Fault wrongByteSent() {
    return onTransfer(
        call -> {
          if (call.target(FetchResult.class).remainingBytes() < call.target(FetchResult.class).sizeBytes()) {
            return call.proceed();
          }
          return call.with(TARGET, through(call, bytes -> bytes.put(0, (byte) (bytes.get(0) ^ 1)))).proceed();
        });
  }

  static Fault wrongByteSentToOtherChannels() {
    return onTransfer(
        call ->
            call.argument(TARGET, WritableByteChannel.class) instanceof SocketChannel
                ? call.proceed()
                : call.with(TARGET, through(call, bytes -> bytes.put(0, (byte) (bytes.get(0) ^ 1)))).proceed());
  }

  static Fault checksumMendedOnItsWay() {
    return onTransfer(call -> call.with(TARGET, through(call, Batches::sealed)).proceed());
  }

  /** A channel that changes what goes through it. */
  private static WritableByteChannel through(Call call, UnaryOperator<ByteBuffer> change) {
    WritableByteChannel target = call.argument(TARGET, WritableByteChannel.class);
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer source) throws IOException {
        ByteBuffer copy = ByteBuffer.allocate(source.remaining()).put(source.duplicate()).flip();
        int written = target.write(copy.hasRemaining() ? change.apply(copy) : copy);
        source.position(source.position() + written);
        return written;
      }

      @Override
      public boolean isOpen() {
        return target.isOpen();
      }

      @Override
      public void close() throws IOException {
        target.close();
      }
    };
  }

  static Fault transferFromTheBeginning() {
    return onTransfer(
        call -> {
          FetchResult result = call.target(FetchResult.class);
          if (result.remainingBytes() < result.sizeBytes()) {
            result.rewind();
          }
          return call.proceed();
        });
  }

  static Fault copyInThePlaceOfTheEnginesPath() {
    return onTransfer(call -> call.with(MODE, TransferMode.COPY).proceed());
  }

  /** Every other call sends nothing. */
  static Fault callThatSendsNothing() {
    AtomicBoolean sends = new AtomicBoolean();
    return onTransfer(
        call -> {
          boolean isSending = sends.get();
          sends.set(!isSending);
          return isSending ? call.proceed() : 0L;
        });
  }

  static Fault garbageForEachBatch() {
    return onTransfer(
        call -> {
          for (int bytes = call.target(FetchResult.class).remainingBytes(); bytes > 0; bytes -= BYTES_PER_GARBAGE) {
            sink = new byte[BYTES_PER_GARBAGE];
          }
          return call.proceed();
        });
  }
}
