package io.duolog.conformance.defect;

import io.duolog.conformance.workload.Batches;
import io.duolog.storage.CloseReport;
import io.duolog.storage.PartitionLog;
import io.duolog.storage.PartitionSpec;
import io.duolog.storage.Partitions;
import io.duolog.storage.StorageConfig;
import io.duolog.storage.StorageKeys;
import io.duolog.storage.StorageProvider;
import io.duolog.storage.TopicPartition;
import io.duolog.storage.error.DirectoryLockedException;
import io.duolog.storage.error.EngineClosedException;
import io.duolog.storage.error.StorageException;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Faults of opening, closing and creating. Stateless; each fault has the state of one engine. */
final class LifeFaults {
  private static final int DIRECTORY = 0;
  private static final int CONFIG = 1;

  private LifeFaults() {}

  private static Fault onOpen(Fault instead) {
    return Fault.on("StorageProvider.open", instead);
  }

  static Fault secondOwnerGivenAnotherStore() {
    return onOpen(
        call -> {
          try {
            return call.proceed();
          } catch (DirectoryLockedException e) {
            return call.with(DIRECTORY, call.argument(DIRECTORY, Path.class).resolveSibling("other")).proceed();
          }
        });
  }

  static Fault lockFileRemoved() {
    return onOpen(
        call -> {
          Files.deleteIfExists(call.argument(DIRECTORY, Path.class).resolve(".lock"));
          return call.proceed();
        });
  }

  static Fault lockedUntyped() {
    return onOpen(
        call -> {
          try {
            return call.proceed();
          } catch (DirectoryLockedException e) {
            throw new IllegalStateException("locked", e);
          }
        });
  }

  static Fault unknownKeysIgnored() {
    return onOpen(
        call -> {
          Map<String, String> known = new HashMap<>(call.argument(CONFIG, StorageConfig.class).given());
          List<String> names =
              call.target(StorageProvider.class).configKeys().stream().map(key -> key.name()).toList();
          known.keySet().retainAll(names);
          return call.with(CONFIG, StorageConfig.of(known)).proceed();
        });
  }

  static Fault directoryLeftBehind() {
    return onOpen(
        call -> {
          Files.createDirectories(call.argument(DIRECTORY, Path.class));
          return call.proceed();
        });
  }

  static Fault refusedDirectoryMarked() {
    return onOpen(
        call -> {
          try {
            return call.proceed();
          } catch (StorageException e) {
            Path directory = call.argument(DIRECTORY, Path.class);
            if (Files.isDirectory(directory)) {
              Files.writeString(directory.resolve("was-here"), "a failed open");
            }
            throw e;
          }
        });
  }

  static Fault secondCloseThrows() {
    AtomicBoolean isClosed = new AtomicBoolean();
    return Fault.on(
        "StorageEngine.close",
        call -> {
          if (isClosed.getAndSet(true)) {
            throw new IllegalStateException("closed twice");
          }
          return call.proceed();
        });
  }

  static Fault heldResultsNotReported() {
    return Fault.on(
        "StorageEngine.close",
        call -> {
          call.proceed();
          return CloseReport.CLEAN;
        });
  }

  static Fault closedEngineAnswers() {
    return Fault.on(
        "Partitions.list",
        call -> {
          try {
            return call.proceed();
          } catch (EngineClosedException e) {
            return List.of();
          }
        });
  }

  static Fault threadLeftBehind() {
    return onOpen(
        call -> {
          CountDownLatch end = new CountDownLatch(1);
          Thread thread = Thread.ofPlatform().daemon().name("left-behind").start(() -> awaitQuietly(end));
          Litter.keep(
              () -> {
                end.countDown();
                thread.join();
              });
          return call.proceed();
        });
  }

  private static void awaitQuietly(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Fault descriptorLeftBehind() {
    return onOpen(
        call -> {
          Object engine = call.proceed();
          Path kept = call.argument(DIRECTORY, Path.class).resolve(".lock");
          Litter.keep(FileChannel.open(kept, StandardOpenOption.READ));
          return engine;
        });
  }

  static Fault buffersNeverReleased() {
    return Fault.on(
        "PartitionLog.append",
        call -> {
          Unpooled.directBuffer(1).writeByte(1);
          return call.proceed();
        });
  }

  static Fault takenNameAnswersTheOther() {
    return Fault.on(
        "Partitions.createAll",
        call -> {
          try {
            return call.proceed();
          } catch (IllegalArgumentException e) {
            TopicPartition name = ((PartitionSpec) call.argument(0, List.class).getFirst()).name();
            return List.of(call.target(Partitions.class).find(name).orElseThrow(() -> e));
          }
        });
  }

  static Fault createdOneByOne() {
    return Fault.on(
        "Partitions.createAll",
        call -> {
          List<PartitionLog> created = new ArrayList<>();
          for (Object spec : call.argument(0, List.class)) {
            created.addAll(call.target(Partitions.class).createAll(List.of((PartitionSpec) spec)));
          }
          return created;
        });
  }

  static Fault spaceForEachPartition() {
    AtomicReference<@Nullable Path> directory = new AtomicReference<>();
    return onOpen(
            call -> {
              directory.set(call.argument(DIRECTORY, Path.class));
              return call.proceed();
            })
        .and(
            "PartitionLog.append",
            call -> {
              TopicPartition name = call.target(PartitionLog.class).descriptor().name();
              Path extra = Objects.requireNonNull(directory.get()).resolve(name.topic() + name.index() + ".extra");
              Files.write(extra, new byte[40 * 1024]);
              return call.proceed();
            });
  }

  static Fault unsyncedWithoutBound() {
    return onOpen(
        call ->
            call.with(CONFIG, call.argument(CONFIG, StorageConfig.class).with(StorageKeys.UNSYNCED_BYTES, 0L))
                .proceed());
  }

  /** Once somebody has read, an append overwrites the first bytes of the partition's oldest data file. */
  static Fault storedBytesOverwritten() {
    AtomicReference<@Nullable Path> directory = new AtomicReference<>();
    AtomicBoolean isRead = new AtomicBoolean();
    return onOpen(
            call -> {
              directory.set(call.argument(DIRECTORY, Path.class));
              return call.proceed();
            })
        .and(
            "PartitionLog.read",
            call -> {
              isRead.set(true);
              return call.proceed();
            })
        .and(
            "PartitionLog.append",
            call -> {
              Object base = call.proceed();
              if (isRead.get()) {
                TopicPartition name = call.target(PartitionLog.class).descriptor().name();
                overwrite(Objects.requireNonNull(directory.get()).resolve(name.topic() + "-" + name.index()));
              }
              return base;
            });
  }

  private static void overwrite(Path partition) throws IOException {
    ByteBuffer other = Batches.text("other bytes in the place of those that were handed out");
    Path oldest = partition.resolve("00000000000000000000.log");
    try (FileChannel channel = FileChannel.open(oldest, StandardOpenOption.WRITE)) {
      channel.write(other, 0);
    }
  }
}
