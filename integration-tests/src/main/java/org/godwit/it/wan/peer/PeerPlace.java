package org.godwit.it.wan.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.godwit.it.wan.lab.Site;
import org.godwit.it.wan.lab.WanLink;
import org.godwit.runtime.EngineClock;

/// Where tools run.
///
/// @param files directory of the files at the source
/// @param copies directory for the copies at the destination
/// @param work directory for configurations and logs
public record PeerPlace(
        Site source, Site destination, WanLink link, Path files, Path copies, Path work) {
    private static final Duration START_MAX = Duration.ofSeconds(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    String sourceAddress() {
        return link.address(source);
    }

    String destinationAddress() {
        return link.address(destination);
    }

    Path log(String name) {
        return work.resolve("peer-" + name + ".log");
    }

    /// A directory that servers with an account of their own may write to.
    Path openDirectory(String name) {
        try {
            return open(Files.createDirectories(work.resolve(name)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void removeCopies(String into) {
        String _ =
                destination.run(
                        List.of("rm", "-rf", copies.resolve(into).toString()),
                        Duration.ofMinutes(1));
    }

    static Path open(Path directory) throws IOException {
        return Files.setPosixFilePermissions(
                directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    /// Starts a server, unless it runs already, and waits until it accepts connections.
    ///
    /// @param user whose account it runs under
    void serve(Site site, String name, String user, int port, List<String> command) {
        if (accepts(site, port)) {
            return;
        }
        List<String> words = new ArrayList<>(List.of("runuser", "-u", user, "--"));
        words.addAll(command);
        Process _ = site.start(words, Map.of(), log(name));
        EngineClock clock = EngineClock.system();
        long deadline = clock.nanoTime() + START_MAX.toNanos();
        while (!accepts(site, port)) {
            if (clock.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%s does not accept connections, see %s".formatted(name, log(name)));
            }
            pause(clock);
        }
    }

    private static void pause(EngineClock clock) {
        try {
            clock.sleep(LOOK_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private boolean accepts(Site site, int port) {
        try {
            String _ =
                    site.run(
                            List.of(
                                    "bash",
                                    "-c",
                                    "exec 3<>/dev/tcp/%s/%d".formatted(link.address(site), port)),
                            Duration.ofSeconds(5));
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }
}
