package io.duolog.storage;

/** The optional interfaces of an engine, found by {@link StorageEngine#capability(Class)}. */
public sealed interface EngineCapability permits Producers, Transactions, KeyLookup, Compaction {}
