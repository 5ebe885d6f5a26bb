package org.godwit.cli.command;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.agent.doctor.Diagnosis;
import org.godwit.agent.doctor.Doctor;
import org.godwit.agent.doctor.Goal;
import org.godwit.agent.doctor.Host;
import org.godwit.agent.doctor.Kernel;
import org.godwit.agent.doctor.LinuxKernel;
import org.godwit.cli.output.Format;
import org.godwit.cli.output.Output;
import org.godwit.cli.output.Units;
import org.godwit.config.AgentConfig;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `godwit agent doctor`: on the transfer node itself; needs no engine.
@Command(
        name = "doctor",
        description = {
            "Say what limits this host as a transfer node, and what to set.",
            "Changes nothing; needs no engine. Takes some ten seconds."
        },
        footer = {
            "",
            "Exit code 0: the wanted rate can be had. 1: it cannot; the last line says why.",
            "Example:  godwit agent doctor --config agent.yaml --peer dtn2.example.org:9446 --rate 1GB/s"
        })
final class AgentDoctor extends GodwitCommand {
    private static final Pattern PEER =
            Pattern.compile("\\[?([A-Za-z0-9._:-]{1,253}?)]?:(\\d{1,5})");
    private static final int PORT_MAX = 65_535;
    private static final int RTT_MILLIS_MAX = 10_000;
    private static final Duration RTT_USUAL = Duration.ofMillis(150);
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The agent's configuration (YAML): its disks and certificate are tried.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--peer",
            paramLabel = "HOST:PORT",
            description = "Another agent's data port: the way to it is looked at.")
    private Optional<String> peer = Optional.empty();

    @Option(
            names = "--rtt-ms",
            paramLabel = "N",
            description = "Round-trip time of the link. Default: measured to --peer, else 150.")
    private Optional<Integer> rttMillis = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            description = "The rate that is wanted. Default: 1GB/s.")
    private String rate = "1GB/s";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            order = 800,
            description = "One of: ${COMPLETION-CANDIDATES}. Default: table.")
    private Format format = Format.table;

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            order = 801,
            description = "Only these columns or fields, separated by commas.")
    private List<String> columns = List.of();

    @Override
    protected ExitCode run() {
        Optional<AgentConfig> agent = config.map(AgentConfig::load);
        Optional<InetSocketAddress> address = peer.map(AgentDoctor::address);
        Optional<Kernel.PeerPath> path =
                address.flatMap(to -> new LinuxKernel().path(to, CONNECT_MAX));
        Goal goal = new Goal(wantedRate(), rtt(path));
        Doctor doctor = Doctor.of(Host.here(surroundings().clock(), agent, address, path));
        Diagnosis diagnosis = examine(doctor, goal);
        DiagnosisText.print(
                diagnosis,
                new Output(surroundings().out(), surroundings().terminal(), format, columns));
        return diagnosis.reachable() ? ExitCode.OK : ExitCode.ERROR;
    }

    /// Ctrl-C ends it too, and waits until the test files are removed.
    private Diagnosis examine(Doctor doctor, Goal goal) {
        Thread hook = Thread.ofPlatform().name("doctor-stop").unstarted(doctor::close);
        Runtime.getRuntime().addShutdownHook(hook);
        try (DoctorProgress progress = new DoctorProgress(surroundings())) {
            return doctor.run(goal, progress);
        } catch (CancellationException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "interrupted", e);
        } finally {
            removeHook(hook);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook is what ended the run.
            return;
        }
    }

    private long wantedRate() {
        long wanted = Units.parseBytes(rate);
        if (wanted < 1) {
            throw invalid("--rate takes a rate such as 500MB/s or 1GB/s");
        }
        return wanted;
    }

    private Duration rtt(Optional<Kernel.PeerPath> path) {
        if (rttMillis.isEmpty()) {
            return path.map(Kernel.PeerPath::rtt).orElse(RTT_USUAL);
        }
        if (rttMillis.get() < 0 || rttMillis.get() > RTT_MILLIS_MAX) {
            throw invalid("--rtt-ms takes 0 to %d".formatted(RTT_MILLIS_MAX));
        }
        return Duration.ofMillis(rttMillis.get());
    }

    private static InetSocketAddress address(String text) {
        Matcher matcher = PEER.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > PORT_MAX) {
            throw invalid("--peer takes HOST:PORT, as in dtn2.example.org:9446");
        }
        InetSocketAddress address =
                new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
        if (address.isUnresolved()) {
            throw new EngineException(
                    ErrorCode.NETWORK_ERROR,
                    "host not found: %s; check --peer".formatted(matcher.group(1)));
        }
        return address;
    }

    private static EngineException invalid(String message) {
        return new EngineException(ErrorCode.INVALID_INPUT, message);
    }
}
