package io.duolog.rocket.queue;

import io.duolog.rocket.log.FileSupply;
import java.nio.file.Path;
import java.util.List;

/** Stateless. Makes queues without a store: they get no more files, and nothing of them is repaired. */
public final class LoneQueue {
  private LoneQueue() {}

  /** An empty queue of the partition {@code incarnation}, whose pages are in {@code files}. */
  public static ConsumeQueue in(List<QueueFile> files, long incarnation) {
    FileSupply<QueueFile> none = new FileSupply<>(Path.of("unused"), 0, 0, new NoFiles());
    return new ConsumeQueue(new QueuePages(files, 0, none), incarnation, new NoRepair());
  }

  /** Stateless. Makes nothing. */
  private static final class NoFiles implements FileSupply.Maker<QueueFile> {
    @Override
    public QueueFile make(long number) {
      throw new AssertionError("no file is wanted");
    }

    @Override
    public long numberAfter(QueueFile file) {
      return 0;
    }
  }

  /** Stateless. Repairs nothing. */
  private static final class NoRepair implements PageRepair {
    @Override
    public byte[] derive(ConsumeQueue queue, int ordinal, int soundOrdinal, int count) {
      throw new AssertionError("no page is damaged");
    }

    @Override
    public int take(ConsumeQueue queue, int ordinal) {
      throw new AssertionError("no page is damaged");
    }

    @Override
    public void derived(ConsumeQueue queue, int ordinal, int page) {
      throw new AssertionError("no page is damaged");
    }
  }
}
