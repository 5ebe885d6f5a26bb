package org.godwit.agent.storage.posix;

/// By system calls, through the page cache.
class CachedPosixStorageTest extends PosixStorageContract {
    @Override
    PosixOptions options() {
        return PosixOptions.CACHED;
    }
}
