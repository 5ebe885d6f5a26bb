package org.godwit.agent.storage;

/// Space of a storage, in bytes. `free` is what a new transfer may still take: usable space minus
/// what running transfers have reserved.
public record SpaceReport(long total, long free, long reserved) {}
