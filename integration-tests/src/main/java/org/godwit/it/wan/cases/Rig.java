package org.godwit.it.wan.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.godwit.it.cases.Progress;
import org.godwit.it.wan.agents.Deployment;
import org.godwit.it.wan.lab.Lab;
import org.godwit.it.wan.lab.Site;
import org.godwit.it.wan.lab.WanLink;
import org.godwit.it.wan.link.LinkSpec;
import org.godwit.runtime.EngineClock;

/// Two sites with a long link between them, for the time of a measurement. Data goes from site `a`
/// to site `b`. Closing it ends everything that runs there. Not thread-safe.
public final class Rig implements AutoCloseable {
    static final Duration COMMAND_MAX = Duration.ofSeconds(10);

    private final Path work;
    private final Progress progress;
    private final LinkSpec spec;
    private final Lab lab;
    private final Site source;
    private final Site destination;
    private final WanLink link;
    private final Deployment deployment;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private Rig(LinkSpec spec, Path work, Progress progress) throws IOException {
        this.work = Files.createDirectories(work);
        this.progress = progress;
        this.spec = spec;
        this.lab = Lab.open(work.resolve("lab"));
        open.push(lab);
        try {
            this.source = lab.site("a");
            this.destination = lab.site("b");
            this.link = lab.link(source, destination, spec);
            this.deployment = Deployment.create(work.resolve("deployment"), EngineClock.system());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Makes the sites and the link.
    ///
    /// @param work directory for certificates, orders and logs
    public static Rig open(LinkSpec spec, Path work, Progress progress) throws IOException {
        return new Rig(spec, work, progress);
    }

    public LinkSpec spec() {
        return spec;
    }

    public Site source() {
        return source;
    }

    public Site destination() {
        return destination;
    }

    public WanLink link() {
        return link;
    }

    public Path work() {
        return work;
    }

    public Progress progress() {
        return progress;
    }

    Deployment deployment() {
        return deployment;
    }

    /// Has the kernels of both sites forget what they learnt of the way to the other.
    void forgetRoutes() {
        for (Site site : List.of(source, destination)) {
            String _ = site.run(List.of("ip", "tcp_metrics", "flush"), COMMAND_MAX);
        }
    }

    /// Starts a process at a site whose input and output are pipes to this one.
    ///
    /// @param log what its standard error is appended to
    Process pipe(Site site, List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(site.command(command))
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// Has something closed with this rig, before the sites.
    <T extends AutoCloseable> T closing(T part) {
        open.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                progress.say("closing " + part + " failed: " + e);
            }
        }
    }
}
