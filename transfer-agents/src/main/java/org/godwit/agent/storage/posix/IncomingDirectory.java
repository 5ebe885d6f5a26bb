package org.godwit.agent.storage.posix;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/// The directory where incoming files of several blocks grow. Immutable.
///
/// @param system where files are written by system calls rather than the JDK's means
record IncomingDirectory(Path path, Optional<Native> system) {
    /// @param pastCache whether the filesystem can do without the page cache
    record Native(NativeFiles files, Descriptor directory, boolean pastCache) {}

    Path part(String key) {
        return path.resolve(partName(key));
    }

    private static String partName(String key) {
        return key + ".part";
    }

    Path journal(String key) {
        return path.resolve(key + ".journal");
    }

    /// A writer of an existing part, which is open as `channel` too.
    PartWriter writer(String key, FileChannel channel) throws IOException {
        if (system.isEmpty()) {
            return new ChannelWriter(channel);
        }
        Native by = system.get();
        return NativeWriter.open(by.files(), by.directory(), partName(key), by.pastCache());
    }

    /// Gives a part a second name in an open directory, which must be free.
    void link(String key, int into, String name) throws IOException {
        Native by = system.orElseThrow(() -> new IllegalStateException("no system calls here"));
        by.directory().act(from -> by.files().link(from, partName(key), into, name));
    }
}
