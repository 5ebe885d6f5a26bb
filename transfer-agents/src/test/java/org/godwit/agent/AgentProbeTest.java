package org.godwit.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.godwit.config.AgentConfig;
import org.godwit.config.TlsConfig;
import org.godwit.coordination.MemoryMailboxes;
import org.godwit.message.DiskRates;
import org.godwit.message.FromAgent;
import org.godwit.message.LinkLease;
import org.godwit.message.ProbeSample;
import org.godwit.message.ToAgent;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.godwit.security.TestDeployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Probes between two whole agents, with a fake engine.
final class AgentProbeTest {
    @TempDir Path directory;
    private final List<TransferAgent> agents = new ArrayList<>();
    private final Map<String, TransferAgent> bySite = new HashMap<>();
    private TestDeployment deployment;
    private MemoryMailboxes post;
    private FakeEngine engine;

    @BeforeEach
    void start() throws Exception {
        deployment = new TestDeployment(directory.resolve("ca"), EngineClock.system());
        post = new MemoryMailboxes(1);
        engine = new FakeEngine(post.engine(), deployment.engine("engine"));
        start("FR");
        start("US");
        engine.hello("fr-1", 1);
        engine.hello("us-1", 1);
        engine.say(new ToAgent.Links(engine.epoch, "us-1", 1, LinkLease.of(1, List.of())));
    }

    @AfterEach
    void stop() {
        agents.forEach(TransferAgent::close);
        post.close();
    }

    private void start(String site) throws IOException {
        Credentials own = deployment.agent(site.toLowerCase(Locale.ROOT) + "-1");
        Path root = Files.createDirectories(directory.resolve("storage").resolve(site));
        Path none = directory.resolve("unused");
        AgentConfig config =
                new AgentConfig(
                        site,
                        directory.resolve("state").resolve(site),
                        "localhost",
                        1,
                        new AgentConfig.DataPort("127.0.0.1", 0, "127.0.0.1"),
                        new TlsConfig(none, none, none),
                        List.of(new AgentConfig.Storage(site + "-DISK", root, false)),
                        16 << 20,
                        256 << 10,
                        2);
        TransferAgent agent =
                TransferAgent.start(
                        config,
                        own,
                        post.agent(own.identity().name()),
                        EngineClock.system(),
                        new SecureRandom());
        agents.add(agent);
        bySite.put(site, agent);
    }

    private ToAgent.Probe probe(long number, int seconds, long bytes, long rateMax) {
        TransferAgent source = Objects.requireNonNull(bySite.get("FR"));
        return new ToAgent.Probe(
                engine.epoch,
                "us-1",
                1,
                number,
                new ToAgent.ProbeSource(
                        "FR", "fr-1", 1, "127.0.0.1", source.dataAddress().getPort()),
                seconds,
                bytes,
                rateMax);
    }

    private FromAgent.ProbeReport report(long number, Predicate<FromAgent.ProbeReport> wanted)
            throws InterruptedException {
        return engine.await(heard -> reports(heard, number).anyMatch(wanted)).stream()
                .filter(FromAgent.ProbeReport.class::isInstance)
                .map(FromAgent.ProbeReport.class::cast)
                .filter(report -> report.number() == number)
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    private static Stream<FromAgent.ProbeReport> reports(List<FromAgent> heard, long number) {
        return heard.stream()
                .filter(FromAgent.ProbeReport.class::isInstance)
                .map(FromAgent.ProbeReport.class::cast)
                .filter(report -> report.number() == number);
    }

    private FromAgent.ProbeReport end(long number) throws InterruptedException {
        return report(number, FromAgent.ProbeReport::finished);
    }

    @Test
    void measuresTheWayAndLeavesNothing() throws Exception {
        engine.say(probe(1, 2, 1L << 40, 0));
        FromAgent.ProbeReport end = end(1);
        assertThat(end.failure()).isEmpty();
        assertThat(end.agent()).isEqualTo("us-1");
        assertThat(end.damagedBlocks()).isZero();
        assertThat(end.samples()).hasSize(2);
        ProbeSample last = end.samples().getLast();
        assertThat(last.bytesPerSecond()).isPositive();
        assertThat(last.connections()).isEqualTo(2);
        assertThat(last.rttMicros()).isPositive();
        assertThat(Files.exists(directory.resolve("storage/US/.probe"))).isFalse();
    }

    @Test
    void keepsBelowTheRateThatItMayTake() throws Exception {
        engine.say(probe(1, 3, 1L << 40, 4_000_000));
        FromAgent.ProbeReport end = end(1);
        long bytes = end.samples().stream().mapToLong(ProbeSample::bytesPerSecond).sum();
        // Three seconds, and the blocks that may be on their way at each of two ends.
        assertThat(bytes).isPositive().isLessThan(3 * 4_000_000L + 4_000_000L);
    }

    @Test
    void endsWithItsBytes() throws Exception {
        engine.say(probe(1, 2, 600_000, 0));
        FromAgent.ProbeReport end = end(1);
        assertThat(end.failure()).isEmpty();
        long bytes = end.samples().stream().mapToLong(ProbeSample::bytesPerSecond).sum();
        assertThat(bytes).isLessThanOrEqualTo(700_000);
    }

    @Test
    void repeatingItBeginsNothingNew() throws Exception {
        engine.say(probe(1, 1, 1L << 40, 0));
        FromAgent.ProbeReport end = end(1);
        engine.say(probe(1, 1, 1L << 40, 0));
        engine.await(
                heard -> reports(heard, 1).filter(FromAgent.ProbeReport::finished).count() >= 4);
        assertThat(reports(engine.heard(), 1).filter(FromAgent.ProbeReport::finished))
                .allSatisfy(again -> assertThat(again).isEqualTo(end));
    }

    @Test
    void aNewerOneFollowsAtOnce() throws Exception {
        engine.say(probe(1, 1, 1L << 40, 0));
        end(1);
        engine.say(probe(2, 1, 1L << 40, 0));
        assertThat(end(2).failure()).isEmpty();
        assertThat(end(2).samples().getFirst().bytesPerSecond()).isPositive();
    }

    @Test
    void cancellingEndsIt() throws Exception {
        engine.say(probe(1, 60, 1L << 40, 0));
        report(1, report -> !report.samples().isEmpty());
        engine.say(new ToAgent.EndProbe(engine.epoch, "us-1", 1, 1));
        FromAgent.ProbeReport end = end(1);
        assertThat(end.failure()).isEqualTo("cancelled");
        assertThat(end.samples()).hasSizeLessThan(60);
    }

    @Test
    void aSourceThatRefusesIsTheReason() throws Exception {
        ToAgent.Probe good = probe(1, 5, 1L << 40, 0);
        ToAgent.ProbeSource source = good.source();
        engine.say(
                new ToAgent.Probe(
                        good.epoch(),
                        good.agent(),
                        1,
                        1,
                        new ToAgent.ProbeSource(
                                source.site(), source.agent(), 99, source.host(), source.port()),
                        5,
                        good.bytes(),
                        0));
        assertThat(end(1).failure()).contains("fr-1", "earlier start");
    }

    @Test
    void aProbeThatAnotherStoleIsRefusedByTheSource() throws Exception {
        // The envelope of a probe for us-1, in the hands of uk-1, whose own probe is unsigned.
        start("UK");
        engine.hello("uk-1", 1);
        ToAgent.Probe forged =
                new ToAgent.Probe(
                        engine.epoch, "uk-1", 1, 1, probe(1, 5, 1000, 0).source(), 5, 1000, 0);
        engine.sayAs(deployment.agent("us-2"), forged);
        engine.say(probe(1, 1, 1000, 0));
        end(1);
        assertThat(reports(engine.heard(), 1)).allMatch(report -> report.agent().equals("us-1"));
    }

    @Test
    void measuresItsDisksOnceForEachNumber() throws Exception {
        ToAgent.ProbeDisks asked = new ToAgent.ProbeDisks(engine.epoch, "fr-1", 1, 7);
        engine.say(asked);
        FromAgent.DiskReport first = disks(1);
        DiskRates disk = first.disks().getFirst();
        assertThat(disk.rse()).isEqualTo("FR-DISK");
        assertThat(disk.problem()).isEmpty();
        assertThat(disk.readBytesPerSecond()).isPositive();
        assertThat(disk.writeBytesPerSecond()).isPositive();
        engine.say(asked);
        assertThat(disks(2)).isEqualTo(first);
        try (Stream<Path> left = Files.list(directory.resolve("storage/FR/.godwit"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("doctor"));
        }
    }

    private FromAgent.DiskReport disks(int count) throws InterruptedException {
        return engine
                .await(heard ->
                        heard.stream().filter(FromAgent.DiskReport.class::isInstance).count()
                                >= count)
                .stream()
                .filter(FromAgent.DiskReport.class::isInstance)
                .map(FromAgent.DiskReport.class::cast)
                .toList()
                .get(count - 1);
    }
}
