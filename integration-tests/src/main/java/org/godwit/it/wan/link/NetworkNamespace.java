package org.godwit.it.wan.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Work in a network namespace that has a name (`ip netns`).
public final class NetworkNamespace {
    private static final Path DIRECTORY = Path.of("/run/netns");
    private static final int O_RDONLY_CLOEXEC = 0x8_0000;

    private NetworkNamespace() {}

    /// The file that keeps the namespace.
    public static Path file(String name) {
        return DIRECTORY.resolve(name);
    }

    /// Does something inside the namespace: devices opened, sockets made and files of `/proc` read
    /// there are those of the namespace. A namespace belongs to a thread, so a thread is made for
    /// the work and ends with it.
    ///
    /// @throws UncheckedIOException where the work failed with an [IOException]
    public static <T> T call(String name, Callable<T> work) {
        FutureTask<T> task =
                new FutureTask<>(() -> {
                    enter(name);
                    return work.call();
                });
        Thread.ofPlatform().name("netns-" + name).start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw new UncheckedIOException(cause.getMessage(), cause);
            }
            throw new IllegalStateException("in the network namespace " + name, e.getCause());
        }
    }

    private static void enter(String name) throws IOException {
        int fd = Linux.open(file(name).toString(), O_RDONLY_CLOEXEC);
        try {
            Linux.setNetworkNamespace(fd);
        } finally {
            Linux.close(fd);
        }
    }
}
