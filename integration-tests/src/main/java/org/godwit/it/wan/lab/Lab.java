package org.godwit.it.wan.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.it.wan.link.LinkSpec;

/// Sites of this machine, in network namespaces of their own, and links between them. Needs root
/// and `/dev/net/tun`.
///
/// A site reaches another only over a link of theirs. The names of sites resolve inside every site
/// they have a link with, and their own name and the machine's resolve to their own address.
/// Namespaces are named `godwit-PID-SITE`.
///
/// Nothing outlives the lab: [#close()] ends what runs at the sites; if this process dies, the
/// links notice and do the same; what is left after both were killed is removed by the next
/// [#open]. Thread-safe.
public final class Lab implements AutoCloseable {
    private final Path directory;
    private final String prefix = Leftovers.prefix(ProcessHandle.current());
    private final List<Site> sites = new ArrayList<>();
    private final List<WanLink> links = new ArrayList<>();
    private final Thread atExit = new Thread(this::removeAll);

    private Lab(Path directory) {
        this.directory = directory;
    }

    /// Why there can be no lab here, if so.
    public static Optional<String> obstacle() {
        if (!Files.isWritable(Path.of("/dev/net/tun"))) {
            return Optional.of("/dev/net/tun is missing or not writable");
        }
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("network namespaces need root");
        }
        if (Command.attempt(List.of("sh", "-c", "command -v ip"), 10).status() != 0) {
            return Optional.of("the command ip (iproute2) is missing");
        }
        return Optional.empty();
    }

    /// Removes what dead labs left and opens a new one.
    ///
    /// @param directory for logs; made where missing
    /// @throws IllegalStateException where there is an [#obstacle()]
    public static Lab open(Path directory) {
        obstacle()
                .ifPresent(why -> {
                    throw new IllegalStateException(why);
                });
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Leftovers.remove();
        Lab lab = new Lab(directory);
        Runtime.getRuntime().addShutdownHook(lab.atExit);
        return lab;
    }

    /// Makes a site.
    ///
    /// @param name up to 12 small letters and digits
    public synchronized Site site(String name) {
        if (!LinkCommand.SITE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a site's name is up to 12 small letters and digits: " + name);
        }
        SiteNamespace namespace = new SiteNamespace(prefix + name);
        if (namespace.exists()) {
            throw new IllegalArgumentException("there is a site " + name);
        }
        namespace.create();
        Site site = new Site(name, namespace);
        sites.add(site);
        return site;
    }

    /// Makes a link between two sites of this lab that have none yet, in a process of its own.
    public synchronized WanLink link(Site a, Site b, LinkSpec spec) {
        Path log = directory.resolve("link-" + a.name() + "-" + b.name() + ".log");
        WanLink link = WanLink.start(prefix, a, b, spec, log);
        links.add(link);
        return link;
    }

    @Override
    public void close() {
        removeAll();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private synchronized void removeAll() {
        sites.forEach(Site::stopAll);
        links.forEach(WanLink::close);
        sites.forEach(site -> site.namespace().remove());
        links.clear();
        sites.clear();
    }
}
