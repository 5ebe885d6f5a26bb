package org.godwit.agent.storage.posix;

/// By system calls, past the page cache where the filesystem can.
class PosixStorageTest extends PosixStorageContract {
    @Override
    PosixOptions options() {
        return PosixOptions.AUTO;
    }
}
