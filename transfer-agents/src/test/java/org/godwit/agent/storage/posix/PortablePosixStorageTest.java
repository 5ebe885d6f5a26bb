package org.godwit.agent.storage.posix;

/// By the means of the JDK alone.
class PortablePosixStorageTest extends PosixStorageContract {
    @Override
    PosixOptions options() {
        return PosixOptions.PORTABLE;
    }
}
