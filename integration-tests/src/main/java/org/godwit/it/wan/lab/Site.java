package org.godwit.it.wan.lab;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.godwit.it.wan.link.NetworkNamespace;

/// A site of a [Lab]: a network namespace with the host's default limits of TCP. Thread-safe.
public final class Site {
    private static final long STOP_SECONDS_MAX = 5;
    private static final List<String> BUFFERS = List.of("tcp_rmem", "tcp_wmem");

    private final String name;
    private final SiteNamespace namespace;
    private final List<Process> processes = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<String> defaults;
    private Optional<String> congestionControl = Optional.empty();

    /// The way to a neighbour.
    private record Route(String device, String network, String address) {}

    Site(String name, SiteNamespace namespace) {
        this.name = name;
        this.namespace = namespace;
        this.defaults = BUFFERS.stream().map(this::setting).toList();
    }

    public String name() {
        return name;
    }

    /// For `ip netns exec`.
    public String namespaceName() {
        return namespace.name();
    }

    SiteNamespace namespace() {
        return namespace;
    }

    /// The words that run a command at this site.
    public List<String> command(List<String> command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace.name()));
        words.addAll(command);
        return List.copyOf(words);
    }

    /// Starts a process at this site, which is ended with the lab at the latest.
    ///
    /// @param environment added to this process's
    /// @param log what both of its streams are appended to
    public synchronized Process start(
            List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder =
                new ProcessBuilder(command(command))
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            processes.removeIf(one -> !one.isAlive());
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command at this site to its end.
    ///
    /// @param limit after which it is killed
    /// @return what it printed
    /// @throws IllegalStateException with what it printed, where it failed
    public String run(List<String> command, Duration limit) {
        return Command.run(command(command), limit.toSeconds());
    }

    /// Sets the congestion control of connections that begin or are accepted here from now on, over
    /// any link, unless their program chooses another: `bbr` or `cubic`.
    public synchronized void setCongestionControl(String algorithm) {
        congestionControl = Optional.of(algorithm);
        routes.forEach(route -> apply(route, algorithm));
    }

    private void apply(Route route, String algorithm) {
        SiteNamespace.ip(
                "-n",
                namespace.name(),
                "route",
                "replace",
                route.network(),
                "dev",
                route.device(),
                "proto",
                "kernel",
                "scope",
                "link",
                "src",
                route.address(),
                "congctl",
                algorithm);
    }

    /// Raises the limits of TCP's own buffers, as on a host tuned for long links.
    public void tuneBuffers(long bytesMax) {
        set("tcp_rmem", "4096 131072 " + bytesMax);
        set("tcp_wmem", "4096 65536 " + bytesMax);
    }

    /// Takes [#tuneBuffers] back.
    public void resetBuffers() {
        for (int i = 0; i < BUFFERS.size(); i++) {
            set(BUFFERS.get(i), defaults.get(i));
        }
    }

    /// A setting of the site's kernel below `net.ipv4`, in its own words.
    public String setting(String key) {
        return NetworkNamespace.call(namespace.name(), () -> Files.readString(sysctl(key)).strip());
    }

    private void set(String key, String value) {
        NetworkNamespace.call(namespace.name(), () -> Files.writeString(sysctl(key), value));
    }

    private static Path sysctl(String key) {
        return Path.of("/proc/sys/net/ipv4", key);
    }

    synchronized void linked(String device, String network, String address) {
        Route route = new Route(device, network, address);
        routes.add(route);
        congestionControl.ifPresent(algorithm -> apply(route, algorithm));
    }

    synchronized void unlinked(String device) {
        routes.removeIf(route -> route.device().equals(device));
    }

    /// Ends the processes that were started here, asking first.
    synchronized void stopAll() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
        processes.clear();
    }
}
