package org.godwit.agent.storage;

import java.util.Optional;

/// The storages an agent serves, by RSE. Thread-safe.
public interface Storages {
    Optional<StorageProtocol> find(String rse);
}
