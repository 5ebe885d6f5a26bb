package org.godwit.agent.storage;

import java.time.Instant;

/// A file found on a storage.
public record StoredFile(StoragePath path, long bytes, Instant modified) {}
