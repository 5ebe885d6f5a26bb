package org.godwit.engine.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.godwit.catalog.MemoryCatalog;
import org.godwit.catalog.schema.LinkShareKey;
import org.godwit.engine.Engine;
import org.godwit.fleet.Fleet;
import org.godwit.fleet.RegisterAgent;
import org.godwit.message.DiskRates;
import org.godwit.message.FromAgent;
import org.godwit.message.ProbeSample;
import org.godwit.message.ToAgent;
import org.godwit.model.Bottleneck;
import org.godwit.model.Epoch;
import org.godwit.model.RseType;
import org.godwit.namespace.Initialise;
import org.godwit.rule.MoveLimits;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.runtime.ManualClock;
import org.godwit.topology.AddRse;
import org.godwit.topology.AddSite;
import org.godwit.topology.SetLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProbesTest {
    private static final Epoch EPOCH = new Epoch(1, 3);
    private static final ProbeRequest FR_US = new ProbeRequest("FR", "US", 10, 0, true);

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Fleet fleet = new Fleet(clock, Duration.ofHours(1));
    private final List<ToAgent> said = new ArrayList<>();
    private final Probes probes =
            new Probes(
                    EPOCH,
                    clock,
                    fleet,
                    new Probes.Port() {
                        @Override
                        public void tell(ToAgent message) {
                            said.add(message);
                        }

                        @Override
                        public void measuringChanged() {
                            sharesDealt++;
                        }
                    });
    private int sharesDealt;
    private final Engine engine =
            Engine.open(
                    new MemoryCatalog(),
                    EngineClock.system(),
                    new Random(1),
                    new Fleet(EngineClock.system()),
                    Map.of(),
                    MoveLimits.DEFAULT);

    @BeforeEach
    void twoSites() {
        engine.start((_, _) -> {});
        engine.call(new Initialise(List.of("root"), List.of()));
        for (String site : List.of("FR", "US", "UK")) {
            engine.call(new AddSite(site, "FR"));
        }
        agent("FR", 4);
        agent("US", 7);
    }

    private void agent(String site, long incarnation) {
        String rse = site + "-DISK";
        engine.call(new AddRse(rse, site, RseType.DISK, true, Map.of()));
        String name = site.toLowerCase(Locale.ROOT) + "-1";
        engine.call(
                new RegisterAgent(
                        new FromAgent.Hello(
                                name,
                                incarnation,
                                site,
                                List.of(new FromAgent.Space(rse, 1, 1, false)),
                                "127.0.0.1",
                                9000,
                                "test")));
        fleet.welcomed(name, incarnation);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private Probe start(ProbeRequest request) {
        return engine.read(view -> probes.start(view, request));
    }

    private ToAgent.Probe order() {
        return (ToAgent.Probe) said.getFirst();
    }

    private static FromAgent.ProbeReport report(long number, boolean finished, long... rates) {
        List<ProbeSample> samples = new ArrayList<>();
        for (long rate : rates) {
            samples.add(new ProbeSample(rate, 32, 151_000, 150_300, 100, Bottleneck.LINK));
        }
        return new FromAgent.ProbeReport("us-1", 7, number, samples, 0, finished, "");
    }

    private static FromAgent.DiskReport disks(String agent, long incarnation, long number) {
        return new FromAgent.DiskReport(
                agent,
                incarnation,
                number,
                List.of(new DiskRates(agent, "ext4", true, 2_000, 1_000, "")));
    }

    @Test
    void goesFromTheAgentsToTheDisksToItsEnd() {
        Probe begun = start(FR_US);
        assertThat(begun.state()).isEqualTo(ProbeState.STARTING);
        assertThat(begun.id()).isEqualTo("3-1");
        assertThat(order())
                .isEqualTo(
                        new ToAgent.Probe(
                                EPOCH,
                                "us-1",
                                7,
                                1,
                                new ToAgent.ProbeSource("FR", "fr-1", 4, "127.0.0.1", 9000),
                                10,
                                137_500_000_000L,
                                0));

        probes.take(report(1, false, 10));
        assertThat(probes.look("3-1").state()).isEqualTo(ProbeState.MOVING);
        probes.take(report(1, true, 10, 100, 200, 300));
        assertThat(probes.look("3-1").state()).isEqualTo(ProbeState.DISKS);
        assertThat(said)
                .contains(
                        new ToAgent.ProbeDisks(EPOCH, "fr-1", 4, 1),
                        new ToAgent.ProbeDisks(EPOCH, "us-1", 7, 1));
        probes.take(disks("us-1", 7, 1));
        probes.take(disks("fr-1", 4, 1));

        Probe done = probes.look("3-1");
        assertThat(done.state()).isEqualTo(ProbeState.DONE);
        assertThat(done.result())
                .contains(new ProbeResult(250, 32, 150_300, 151_000, 100, Bottleneck.LINK));
        assertThat(done.sourceDisks()).extracting(DiskRates::rse).containsExactly("fr-1");
        assertThat(done.destinationDisks()).extracting(DiskRates::rse).containsExactly("us-1");
    }

    @Test
    void whatItMayTakeIsTheLinksCapOrLess() {
        engine.call(
                new SetLink(
                        "FR",
                        "US",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(100_000_000L),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(start(FR_US).bytesPerSecondMax()).isEqualTo(100_000_000);
        assertThat(order().bytes()).isEqualTo(1_100_000_000);
        probes.cancel("3-1");
        assertThat(start(new ProbeRequest("FR", "US", 10, 5_000, false)).bytesPerSecondMax())
                .isEqualTo(5_000);
    }

    @Test
    void theAgentHasAShareOfTheCapWhileItMeasures() {
        start(FR_US);
        assertThat(probes.measuring()).extracting(LinkShareKey::agent).containsExactly("us-1");
        assertThat(sharesDealt).isEqualTo(1);
        probes.take(report(1, true, 10));
        assertThat(probes.measuring()).isEmpty();
        assertThat(sharesDealt).isEqualTo(2);
    }

    @Test
    void messagesThatAreLostAreSaidAgain() {
        start(new ProbeRequest("FR", "US", 10, 0, true));
        clock.advance(Duration.ofSeconds(4));
        probes.look("3-1");
        assertThat(said).containsExactly(order(), order());
        probes.take(report(1, true, 10));
        said.clear();
        probes.take(disks("fr-1", 4, 1));
        clock.advance(Duration.ofSeconds(4));
        probes.look("3-1");
        assertThat(said).containsExactly(new ToAgent.ProbeDisks(EPOCH, "us-1", 7, 1));
    }

    @Test
    void anAgentThatNeverAnswersFailsIt() {
        start(FR_US);
        clock.advance(Duration.ofSeconds(21));
        Probe probe = probes.look("3-1");
        assertThat(probe.state()).isEqualTo(ProbeState.FAILED);
        assertThat(probe.reason()).contains("us-1", "says nothing");
    }

    @Test
    void anAgentThatFallsSilentFailsIt() {
        start(FR_US);
        probes.take(report(1, false, 10));
        clock.advance(Duration.ofSeconds(21));
        assertThat(probes.look("3-1").state()).isEqualTo(ProbeState.FAILED);
    }

    @Test
    void disksThatHangAreLeftOut() {
        start(FR_US);
        probes.take(report(1, true, 10));
        probes.take(disks("fr-1", 4, 1));
        clock.advance(Duration.ofSeconds(61));
        Probe probe = probes.look("3-1");
        assertThat(probe.state()).isEqualTo(ProbeState.DONE);
        assertThat(probe.reason()).isEqualTo("no answer about the disks of us-1");
    }

    @Test
    void whatOthersReportIsNotBelieved() {
        start(FR_US);
        probes.take(new FromAgent.ProbeReport("fr-1", 4, 1, List.of(), 0, true, "forged"));
        probes.take(new FromAgent.ProbeReport("us-1", 6, 1, List.of(), 0, true, "earlier start"));
        probes.take(new FromAgent.ProbeReport("us-1", 7, 2, List.of(), 0, true, "another"));
        assertThat(probes.look("3-1").state()).isEqualTo(ProbeState.STARTING);
    }

    @Test
    void reportsThatComeLateOrTwiceChangeNothing() {
        start(new ProbeRequest("FR", "US", 10, 0, false));
        probes.take(report(1, false, 10, 20));
        probes.take(report(1, false, 10));
        assertThat(probes.look("3-1").samples()).hasSize(2);
        probes.take(report(1, true, 10, 20, 30));
        probes.take(report(1, false, 10, 20, 30, 40));
        assertThat(probes.look("3-1").samples()).hasSize(3);
        assertThat(probes.look("3-1").state()).isEqualTo(ProbeState.DONE);
    }

    @Test
    void anAgentsReasonIsTheProbes() {
        start(FR_US);
        probes.take(new FromAgent.ProbeReport("us-1", 7, 1, List.of(), 0, true, "no connection"));
        assertThat(probes.look("3-1").reason()).isEqualTo("no connection");
    }

    @Test
    void anAgentTakesPartInOneAtATime() {
        start(FR_US);
        assertRefused(ErrorCode.DUPLICATE, FR_US);
        assertRefused(ErrorCode.DUPLICATE, new ProbeRequest("US", "FR", 1, 0, false));
        probes.cancel("3-1");
        assertThat(said.getLast()).isEqualTo(new ToAgent.EndProbe(EPOCH, "us-1", 7, 1));
        assertThat(start(FR_US).id()).isEqualTo("3-2");
    }

    @Test
    void aProbeThatNobodyLooksAtGivesItsAgentsBack() {
        start(FR_US);
        probes.take(report(1, true, 10));
        clock.advance(Duration.ofMinutes(4));
        assertThat(start(FR_US).id()).isEqualTo("3-2");
    }

    @Test
    void refusesWhatCannotBe() {
        assertRefused(ErrorCode.SITE_NOT_FOUND, new ProbeRequest("FR", "XX", 1, 0, false));
        assertRefused(ErrorCode.AGENT_NOT_FOUND, new ProbeRequest("FR", "UK", 1, 0, false));
        fleet.welcomed("us-1", 8);
        assertRefused(ErrorCode.AGENT_NOT_FOUND, FR_US);
        assertThatThrownBy(() -> new ProbeRequest("FR", "FR", 1, 0, false))
                .isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> new ProbeRequest("FR", "US", 61, 0, false))
                .isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> probes.look("2-1"))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    private void assertRefused(ErrorCode code, ProbeRequest request) {
        assertThatThrownBy(() -> start(request))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void keepsTheLastHundred() {
        for (int i = 0; i < 103; i++) {
            probes.cancel(start(FR_US).id());
        }
        assertThatThrownBy(() -> probes.look("3-3")).isInstanceOf(EngineException.class);
        assertThat(probes.look("3-4").state()).isEqualTo(ProbeState.FAILED);
    }
}
