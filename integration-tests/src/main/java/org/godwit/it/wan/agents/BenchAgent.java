package org.godwit.it.wan.agents;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Consumer;
import org.godwit.agent.DataPlane;
import org.godwit.agent.GrantDesk;
import org.godwit.agent.channel.BlockFetcher;
import org.godwit.agent.channel.LinkTerms;
import org.godwit.config.AgentConfig;
import org.godwit.model.Epoch;
import org.godwit.model.Protection;
import org.godwit.runtime.EngineClock;
import org.godwit.security.CredentialFiles;
import org.godwit.security.Credentials;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Role;

/// An agent under test: the product's data plane, opened from an agent's configuration as in
/// production, with grants checked as in production. In place of the post there are lines on
/// standard input ([AgentRequest]) and output ([AgentReport]). It ends with its input.
final class BenchAgent implements AutoCloseable {
    private final EngineClock clock;
    private final Consumer<String> out;
    private final ProcessUsage usage;
    private final DataPlane plane;
    private final String name;
    private final BenchAgentOptions options;
    private Optional<DamagingFetcher> damage = Optional.empty();
    private volatile long allowed;

    /// What an engine would allow here, whatever the source.
    private final class Terms implements LinkTerms {
        private final Protection protection;

        Terms(Protection protection) {
            this.protection = protection;
        }

        @Override
        public Protection protection(String sourceSite) {
            return protection;
        }

        @Override
        public long bytesPerSecondMax(String sourceSite) {
            return allowed;
        }
    }

    private BenchAgent(
            AgentConfig config,
            BenchAgentOptions options,
            EngineClock clock,
            Consumer<String> out) {
        this.clock = clock;
        this.out = out;
        this.options = options;
        this.usage = new ProcessUsage(clock);
        CredentialFiles files =
                new CredentialFiles(
                        config.tls().certificate(), config.tls().key(), config.tls().authority());
        Credentials credentials = Credentials.load(files, clock);
        this.name = credentials.identity().name();
        GrantDesk grants =
                new GrantDesk(
                        name,
                        new EnvelopeVerifier(credentials.trust(), EnumSet.of(Role.ENGINE), clock),
                        () -> EPOCH);
        this.plane =
                DataPlane.open(
                        config,
                        credentials,
                        grants,
                        new Terms(options.protection()),
                        clock,
                        new SecureRandom(),
                        this::damaging);
    }

    private BlockFetcher damaging(BlockFetcher network) {
        if (options.damageEvery() == 0) {
            return network;
        }
        DamagingFetcher between =
                new DamagingFetcher(network, options.damageEvery(), options.damageMost());
        damage = Optional.of(between);
        return between;
    }

    /// The one epoch of a benchmark: there is no engine that could restart.
    static final Epoch EPOCH = new Epoch(1, 1);

    static BenchAgent open(
            Path config, BenchAgentOptions options, EngineClock clock, Consumer<String> out) {
        return new BenchAgent(AgentConfig.load(config), options, clock, out);
    }

    /// Obeys until the input ends.
    void run(BufferedReader in) throws IOException {
        report(new AgentReport.Ready(name, ProcessHandle.current().pid(), plane.port()));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isBlank()) {
                continue;
            }
            try {
                obey(Lines.decode(line, AgentRequest.class));
            } catch (RuntimeException e) {
                report(new AgentReport.Refused(String.valueOf(e.getMessage())));
            }
        }
    }

    private void obey(AgentRequest request) {
        switch (request) {
            case AgentRequest.Fetch fetch ->
                    new Submission(fetch, plane.transfers(), clock, this::report).start();
            case AgentRequest.Allow(long bytesPerSecondMax) -> allowed = bytesPerSecondMax;
            case AgentRequest.Confess() ->
                    report(
                            damage.map(DamagingFetcher::report)
                                    .orElse(new AgentReport.Damage(0, 0)));
            case AgentRequest.Use use -> {
                if (use.collect()) {
                    System.gc();
                }
                report(usage.now(plane.slabBytes()));
            }
        }
    }

    private void report(AgentReport report) {
        String line = Lines.encode(report);
        synchronized (this) {
            out.accept(line);
        }
    }

    @Override
    public void close() {
        plane.close();
    }
}
