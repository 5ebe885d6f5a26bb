package org.godwit.it.wan.lab;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.godwit.it.wan.link.LinkReport;
import org.godwit.it.wan.link.LinkSpec;
import tools.jackson.databind.json.JsonMapper;

/// A link of a [Lab]: the handle of its emulator, a process of its own. Thread-safe.
public final class WanLink implements AutoCloseable {
    private static final long STOP_SECONDS_MAX = 10;

    private final Site a;
    private final Site b;
    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;
    private final Path log;
    private final String addressA;
    private final String addressB;
    private boolean closed;

    private WanLink(Site a, Site b, Process process, Path log) {
        this.a = a;
        this.b = b;
        this.process = process;
        this.log = log;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        List<String> ready = List.of(answer().split(" "));
        if (ready.size() != 5 || !ready.getFirst().equals("ready")) {
            process.destroyForcibly();
            throw new IllegalStateException("the link did not start: see " + log);
        }
        this.addressA = ready.get(2);
        this.addressB = ready.get(4);
    }

    static WanLink start(String prefix, Site a, Site b, LinkSpec spec, Path log) {
        ProcessBuilder builder =
                new ProcessBuilder(command(prefix, a, b, spec))
                        .redirectError(ProcessBuilder.Redirect.to(log.toFile()));
        try {
            WanLink link = new WanLink(a, b, builder.start(), log);
            String network = link.addressA.substring(0, link.addressA.lastIndexOf('.')) + ".0/30";
            a.linked("to-" + b.name(), network, link.addressA);
            b.linked("to-" + a.name(), network, link.addressB);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(String prefix, Site a, Site b, LinkSpec spec) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin/java");
        // Its packets lie outside the heap; of what is on it, nearly nothing is ever thrown away.
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(LinkCommand.class.getName());
        command.addAll(List.of("--prefix", prefix, "--sites", a.name() + "," + b.name()));
        command.addAll(List.of("--rate-mbit", String.valueOf(spec.rateMbit())));
        command.addAll(List.of("--delay-ms", String.valueOf(spec.delayMillis())));
        command.addAll(List.of("--queue-ms", String.valueOf(spec.queueMillis())));
        command.addAll(List.of("--loss", String.valueOf(spec.loss())));
        command.addAll(List.of("--mtu", String.valueOf(spec.mtu())));
        command.addAll(List.of("--seed", String.valueOf(spec.seed())));
        return command;
    }

    /// The address of one of the link's two sites on this link.
    public String address(Site site) {
        if (site == a) {
            return addressA;
        }
        if (site == b) {
            return addressB;
        }
        throw new IllegalArgumentException("the link does not end at " + site.name());
    }

    /// Drops from now on what enters the link and what would leave it, in both directions. Packets
    /// under way that are due after a [#mend()] still arrive.
    public void cut() {
        acknowledged("cut");
    }

    /// Ends a [#cut()].
    public void mend() {
        acknowledged("mend");
    }

    /// Sets the probability that a segment is lost, in both directions.
    public void setLoss(double probability) {
        acknowledged("loss " + probability);
    }

    /// Sets the rate, in both directions, for what enters the link from now on.
    public void setRateMbit(double rateMbit) {
        acknowledged("rate " + rateMbit);
    }

    /// What happened since the last [#reset()]; forward is from the first site of the link to the
    /// second.
    public LinkReport report() {
        return JsonMapper.shared().readValue(ask("report"), LinkReport.class);
    }

    /// Counts from zero again.
    public void reset() {
        acknowledged("reset");
    }

    /// The emulator.
    public ProcessHandle process() {
        return process.toHandle();
    }

    private void acknowledged(String command) {
        String answer = ask(command);
        if (!answer.equals("ok")) {
            throw new IllegalStateException("the link answered " + command + " with " + answer);
        }
    }

    private synchronized String ask(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the link has ended: see " + log, e);
        }
        String answer = answer();
        if (answer.isEmpty()) {
            throw new IllegalStateException("the link has ended: see " + log);
        }
        return answer;
    }

    private String answer() {
        try {
            String line = answers.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes the link; its sites stay. Idempotent.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        a.unlinked("to-" + b.name());
        b.unlinked("to-" + a.name());
        try {
            commands.write("end\n");
            commands.flush();
        } catch (IOException e) {
            // It has ended by itself.
        }
        try {
            if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
