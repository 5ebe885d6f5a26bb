package org.godwit.it.wan.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Namespaces of labs whose process died without removing them. Their names carry the process's
/// number; one that was started after the namespace was made is another process with that number.
final class Leftovers {
    private static final Pattern NAME = Pattern.compile("godwit-(\\d+)-[a-z][a-z0-9]*");
    private static final List<Path> DIRECTORIES =
            List.of(Path.of("/run/netns"), Path.of("/etc/netns"));

    private Leftovers() {}

    static String prefix(ProcessHandle owner) {
        return "godwit-" + owner.pid() + "-";
    }

    /// Removes them, and what runs in them.
    static void remove() {
        for (String name : names()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches() && !isOwned(name, Long.parseLong(matcher.group(1)))) {
                new SiteNamespace(name).remove();
            }
        }
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Path directory : DIRECTORIES) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.list(directory)) {
                    files.map(file -> file.getFileName().toString()).forEach(names::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return names;
    }

    private static boolean isOwned(String name, long pid) {
        Optional<Instant> started =
                ProcessHandle.of(pid).flatMap(process -> process.info().startInstant());
        return started.isPresent() && !started.get().isAfter(made(name));
    }

    /// When the older of its two traces was made. One whose traces vanish meanwhile is somebody's
    /// who is removing it, hence not ours to remove.
    private static Instant made(String name) {
        Instant made = Instant.MAX;
        for (Path directory : DIRECTORIES) {
            Path file = directory.resolve(name);
            try {
                if (Files.exists(file)) {
                    Instant changed = Files.getLastModifiedTime(file).toInstant();
                    made = changed.isBefore(made) ? changed : made;
                }
            } catch (IOException e) {
                return Instant.MAX;
            }
        }
        return made;
    }
}
