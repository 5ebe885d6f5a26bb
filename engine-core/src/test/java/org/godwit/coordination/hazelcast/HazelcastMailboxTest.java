package org.godwit.coordination.hazelcast;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.godwit.coordination.AgentMailbox;
import org.godwit.coordination.EngineMailbox;
import org.godwit.coordination.EngineRoute;
import org.godwit.coordination.MailboxContract;
import org.godwit.runtime.EngineClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// The contract on real Hazelcast; one member for all tests, since starting it takes seconds.
@TestInstance(Lifecycle.PER_CLASS)
final class HazelcastMailboxTest extends MailboxContract {
    private final List<AgentMailbox> opened = new ArrayList<>();
    private final HazelcastEngineMailbox engine =
            HazelcastEngineMailbox.open(0, EngineClock.system());

    @BeforeAll
    void start() {
        engine.start(this::received);
    }

    @AfterEach
    void closeAgents() {
        opened.forEach(AgentMailbox::close);
        opened.clear();
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @Override
    protected EngineMailbox engine() {
        return engine;
    }

    @Override
    protected AgentMailbox agent(String name) {
        AgentMailbox mailbox =
                HazelcastAgentMailbox.open(
                        name, direct(engine), EngineClock.system(), new Random(1));
        opened.add(mailbox);
        return mailbox;
    }

    /// Without a tunnel, as only a test on the engine's host can.
    static EngineRoute direct(HazelcastEngineMailbox engine) {
        return () ->
                Optional.of(
                        new EngineRoute.Post(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), engine.port()),
                                engine.secretName()));
    }
}
