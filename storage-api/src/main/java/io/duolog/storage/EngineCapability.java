package io.duolog.storage;

/** The optional interfaces of an engine, found by {@link StorageEngine#capability(Class)}. */
public sealed interface EngineCapability permits Producers, Transactions, KeyLookup, Compaction {
  /** The capability that an engine with the interface {@code type} declares. */
  static Capability neededFor(Class<? extends EngineCapability> type) {
    if (type == Producers.class) {
      return Capability.IDEMPOTENT_PRODUCERS;
    }
    if (type == Transactions.class) {
      return Capability.TRANSACTIONS;
    }
    if (type == KeyLookup.class) {
      return Capability.KEY_LOOKUP;
    }
    if (type == Compaction.class) {
      return Capability.COMPACTION;
    }
    throw new IllegalArgumentException(type + " is not an interface of a capability");
  }
}
