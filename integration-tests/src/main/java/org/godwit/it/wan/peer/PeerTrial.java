package org.godwit.it.wan.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.godwit.it.cases.Trial;
import org.godwit.it.wan.agents.WorkFile;
import org.godwit.it.wan.agents.WorkFiles;
import org.godwit.runtime.EngineClock;

/// One copy by a tool, timed from the start of its client to its end. Tools do not sync what they
/// wrote, and nobody makes them: the time is in their favour.
///
/// @param setting of the tool
/// @param seconds the client ran
/// @param files that arrived whole and are equal to their source
/// @param failure why the figures are not of a complete copy
public record PeerTrial(
        String peer,
        String setting,
        double seconds,
        long bytes,
        int files,
        Optional<String> failure)
        implements Trial {

    @Override
    public double megabytesPerSecond() {
        return bytes / 1e6 / seconds;
    }

    @Override
    public double filesPerSecond() {
        return files / seconds;
    }

    /// The fastest of some copies by bytes.
    public static Optional<PeerTrial> best(List<PeerTrial> trials) {
        return trials.stream().max(Comparator.comparingDouble(PeerTrial::megabytesPerSecond));
    }

    /// Has a tool copy a load; the copies stay until the caller removes them.
    ///
    /// @param timeMax after which the client is stopped, and counts for what it had written
    static PeerTrial run(
            PeerPlace place, Peer peer, Peer.Setting setting, PeerLoad load, Duration timeMax)
            throws IOException, InterruptedException {
        Path copies = place.copies().resolve(load.into());
        Files.createDirectories(copies);
        PeerPlace.open(copies);
        EngineClock clock = EngineClock.system();
        long start = clock.nanoTime();
        Process client =
                place.destination().start(setting.command(), Map.of(), place.log(peer.name()));
        boolean ended = client.waitFor(timeMax.toMillis(), TimeUnit.MILLISECONDS);
        double seconds = (clock.nanoTime() - start) / 1e9;
        if (!ended) {
            client.destroyForcibly().waitFor();
            return new PeerTrial(
                    peer.name(),
                    setting.name(),
                    seconds,
                    bytesOnDisk(place, copies),
                    0,
                    Optional.of("stopped after %d s".formatted(timeMax.toSeconds())));
        }
        Set<String> differing =
                Set.copyOf(
                        new WorkFiles(place.copies(), 0)
                                .differing(load.files(), path -> load.into() + "/" + path));
        Optional<String> failure =
                client.exitValue() == 0 && differing.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                "exit status %d, %d files missing or different, see %s"
                                        .formatted(
                                                client.exitValue(),
                                                differing.size(),
                                                place.log(peer.name())));
        List<WorkFile> good =
                load.files().stream().filter(file -> !differing.contains(file.path())).toList();
        return new PeerTrial(
                peer.name(),
                setting.name(),
                seconds,
                good.stream().mapToLong(WorkFile::bytes).sum(),
                good.size(),
                failure);
    }

    /// Allocated bytes: a file that is fetched in pieces is long before it is full.
    private static long bytesOnDisk(PeerPlace place, Path tree) {
        String usage =
                place.destination()
                        .run(List.of("du", "-sB1", tree.toString()), Duration.ofSeconds(60));
        return Stream.of(usage.split("\\s", 2)).mapToLong(Long::parseLong).findFirst().orElse(0);
    }
}
