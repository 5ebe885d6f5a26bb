package org.godwit.it.wan.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Sites and links, removed when closed. A stand-in that calls a script named by the environment.
public final class Lab implements AutoCloseable {
    private final Path directory;
    private final List<String> sites = new ArrayList<>();

    private Lab(Path directory) {
        this.directory = directory;
    }

    public static Lab open(Path directory) {
        return new Lab(directory);
    }

    public Site site(String name) {
        sites.add("bench" + name);
        return new Site("bench" + name);
    }

    public Link link(Site a, Site b, LinkSpec spec) throws IOException {
        script(
                "up",
                a.name,
                b.name,
                "--rate-mbit",
                "" + spec.rateMbit(),
                "--delay-ms",
                "" + spec.delayMillis(),
                "--queue-ms",
                "" + spec.queueMillis(),
                "--loss",
                "" + spec.lossPercent() / 100,
                "--seed",
                "" + spec.seed());
        return new Link(a, b);
    }

    /// A site.
    public static final class Site {
        private final String name;

        Site(String name) {
            this.name = name;
        }

        public String name() {
            return name;
        }

        /// Starts a process there; its standard error goes to the log.
        public Process start(List<String> command, Map<String, String> env, Path log)
                throws IOException {
            List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", "gw-" + name));
            words.addAll(command);
            ProcessBuilder builder = new ProcessBuilder(words);
            builder.environment().putAll(env);
            builder.redirectError(log.toFile());
            return builder.start();
        }
    }

    /// A link.
    public final class Link {
        private final Site a;
        private final Site b;

        Link(Site a, Site b) {
            this.a = a;
            this.b = b;
        }

        public String address(Site at) throws IOException {
            return script("address", at.name, at == a ? b.name : a.name).strip();
        }

        public void cut() throws IOException {
            script("cut", a.name, b.name);
        }

        public void mend() throws IOException {
            script("mend", a.name, b.name);
        }
    }

    private String script(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getenv("GODWIT_WAN_SH")));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("WAN_RUN", directory.resolve("wan").toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        process.getOutputStream().close();
        String out =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + " failed: " + out);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return out;
    }

    @Override
    public void close() throws IOException {
        new ProcessBuilder("sh", "-c", "kill $(cat " + directory.resolve("wan") + "/*.pid)")
                .start();
        for (String site : sites) {
            new ProcessBuilder("ip", "netns", "del", "gw-" + site).start();
            new ProcessBuilder("rm", "-r", "/etc/netns/gw-" + site).start();
        }
    }
}
