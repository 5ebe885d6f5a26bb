package org.godwit.it.wan.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.godwit.it.wan.link.NetworkNamespace;

/// The network namespace of a site, with the hosts file that `ip netns exec` shows to processes in
/// it. Thread-safe between processes only as far as `ip` is.
///
/// @param name of the namespace
record SiteNamespace(String name) {
    private static final Path CONFIGURATION = Path.of("/etc/netns");
    private static final long COMMAND_SECONDS_MAX = 30;
    private static final int KILL_ROUNDS_MAX = 50;

    boolean exists() {
        return Files.exists(NetworkNamespace.file(name));
    }

    /// Makes the namespace: loopback up, no IPv6 on links (its router solicitations would count as
    /// traffic), names looked up in the hosts file alone, so that an unknown one fails at once.
    void create() {
        ip("netns", "add", name);
        ip("-n", name, "link", "set", "lo", "up");
        NetworkNamespace.call(
                name,
                () -> {
                    Path ipv6 = Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6");
                    if (Files.exists(ipv6)) {
                        Files.writeString(ipv6, "1");
                    }
                    return name;
                });
        try {
            Files.createDirectories(directory());
            Files.writeString(directory().resolve("resolv.conf"), "");
            Files.write(hosts(), List.of("127.0.0.1 localhost"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets names resolve to an address inside the namespace.
    void addHost(String address, List<String> names) {
        editHosts(lines -> lines.add(address + " " + String.join(" ", names)));
    }

    /// Forgets what [#addHost] said about the address.
    void removeHost(String address) {
        editHosts(lines -> lines.removeIf(line -> line.startsWith(address + " ")));
    }

    private void editHosts(Consumer<List<String>> edit) {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(hosts()));
            edit.accept(lines);
            // In place: processes in the namespace see this very file.
            Files.write(hosts(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The names of the machine itself, which some servers look up for an address of theirs.
    static List<String> machineNames() {
        try {
            return List.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /// Whether a link ends here.
    boolean hasLinks() {
        return !ip("-n", name, "-o", "link", "show", "type", "tun").isBlank();
    }

    /// Kills what runs in the namespace and removes it and its files. Idempotent.
    void remove() {
        if (exists()) {
            kill();
            Command.attempt(List.of("ip", "netns", "del", name), COMMAND_SECONDS_MAX);
        }
        try (Stream<Path> files =
                Files.exists(directory()) ? Files.walk(directory()) : Stream.empty()) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill() {
        for (int round = 0; round < KILL_ROUNDS_MAX; round++) {
            List<ProcessHandle> processes = processes();
            if (processes.isEmpty()) {
                return;
            }
            processes.forEach(ProcessHandle::destroyForcibly);
            processes.forEach(SiteNamespace::awaitEnd);
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Looked for again in the next round.
        }
    }

    private List<ProcessHandle> processes() {
        long self = ProcessHandle.current().pid();
        return Command.attempt(List.of("ip", "netns", "pids", name), COMMAND_SECONDS_MAX)
                .output()
                .lines()
                .filter(Predicate.not(String::isBlank))
                .map(Long::parseLong)
                .filter(pid -> pid != self)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
    }

    /// Runs the `ip` command.
    static String ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        return Command.run(command, COMMAND_SECONDS_MAX);
    }

    private Path directory() {
        return CONFIGURATION.resolve(name);
    }

    private Path hosts() {
        return directory().resolve("hosts");
    }
}
