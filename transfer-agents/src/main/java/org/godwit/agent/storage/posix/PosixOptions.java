package org.godwit.agent.storage.posix;

/// How a storage goes about its files.
///
/// @param systemCalls whether Linux's own calls are used where the machine has them; otherwise the
///   JDK's means
/// @param directIo whether large files go past the page cache where the filesystem can
public record PosixOptions(boolean systemCalls, boolean directIo) {
    /// What is best on any machine.
    public static final PosixOptions AUTO = new PosixOptions(true, true);

    /// Everything through the page cache.
    public static final PosixOptions CACHED = new PosixOptions(true, false);

    /// Only what the JDK can do on every platform.
    public static final PosixOptions PORTABLE = new PosixOptions(false, false);
}
