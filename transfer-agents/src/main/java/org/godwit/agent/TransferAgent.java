package org.godwit.agent;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.godwit.agent.probe.DiskProbes;
import org.godwit.agent.probe.ProbeDesk;
import org.godwit.agent.probe.ProbeRunner;
import org.godwit.config.AgentConfig;
import org.godwit.coordination.AgentMailbox;
import org.godwit.coordination.MailboxLimits;
import org.godwit.message.FromAgent;
import org.godwit.message.MessageCodec;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Epoch;
import org.godwit.model.OrderId;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.security.Credentials;
import org.godwit.security.EnvelopeSigner;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Role;
import org.godwit.security.Verification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The agent of a site: connects the engine's post with the data plane. It says hello until it is
/// welcomed, then every second that it is alive; obeys what an engine has signed for it, for this
/// very start of it, and of no epoch below the highest it has obeyed; and tells outcomes until the
/// engine has them. While the engine is away its transfers go on. Thread-safe.
public final class TransferAgent implements AutoCloseable {
    private static final Duration BEAT_EVERY = Duration.ofSeconds(1);
    private static final Duration HELLO_EVERY = Duration.ofSeconds(2);
    private static final Duration INVENTORY_EVERY = Duration.ofSeconds(10);
    private static final Duration TELL_AGAIN_EVERY = Duration.ofSeconds(5);

    /// Outcomes that end within this time travel together.
    private static final Duration OUTCOMES_LINGER = Duration.ofMillis(10);

    /// Told at a time; what is over comes with the next round.
    private static final int OUTCOMES_MAX = 10 * FromAgent.ITEMS_MAX;

    private static final Duration RECEIVE_WAIT = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(TransferAgent.class);

    private final AgentConfig config;
    private final AgentMailbox mailbox;
    private final EngineClock clock;
    private final AgentMemory memory;
    private final AgentVoice voice;
    private final EnvelopeVerifier engines;
    private final LinkBook links;
    private final DataPlane plane;
    private final OrderRunner orders;
    private final ScanRunner scans;
    private final DeletionRunner deletions;
    private final AuditDesk audits;
    private final ScrubRunner scrubs;
    private final ProbeRunner probes;
    private final DiskProbes diskProbes;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean welcome;
    private volatile boolean closing;
    private volatile String refusal = "";
    private long beats;
    private long rounds;
    private long toldAllNanos; // of the thread that tells outcomes

    private TransferAgent(
            AgentConfig config,
            Credentials credentials,
            AgentMailbox mailbox,
            EngineClock clock,
            RandomGenerator random) {
        this.config = config;
        this.mailbox = mailbox;
        this.clock = clock;
        String name = credentials.identity().name();
        this.memory = AgentMemory.open(config.state());
        this.engines = new EnvelopeVerifier(credentials.trust(), EnumSet.of(Role.ENGINE), clock);
        this.voice =
                new AgentVoice(
                        mailbox, new EnvelopeSigner(credentials), name, memory.incarnation());
        this.links = new LinkBook(clock);
        try {
            ProbeDesk desk = new ProbeDesk(name, memory.incarnation(), memory::obeyed, clock);
            GrantDesk grants = new GrantDesk(name, engines, memory::obeyed, Optional.of(desk));
            this.plane = DataPlane.open(config, credentials, grants, links, clock, random);
        } catch (RuntimeException e) {
            memory.close();
            throw e;
        }
        this.orders = new OrderRunner(plane.transfers(), clock);
        this.scans = new ScanRunner(voice, plane.storages(), plane.scanReaders(), clock);
        this.deletions = new DeletionRunner(voice, plane.storages(), clock);
        this.audits = new AuditDesk(voice, plane.storages(), clock);
        this.scrubs =
                new ScrubRunner(voice, plane.storages(), clock, () -> !orders.progress().isEmpty());
        this.probes =
                new ProbeRunner(
                        new ProbeRunner.Means(
                                name,
                                memory.incarnation(),
                                plane.client(),
                                plane.checkers(),
                                voice::say,
                                clock));
        this.diskProbes =
                new DiskProbes(name, memory.incarnation(), config.rses(), voice::say, clock);
    }

    /// Starts an agent, whose name is that of its credentials.
    ///
    /// @param mailbox the agent's own, closed with it
    /// @param random thread-safe
    /// @throws EngineException where configuration, state directory, storage or port cannot be used
    public static TransferAgent start(
            AgentConfig config,
            Credentials credentials,
            AgentMailbox mailbox,
            EngineClock clock,
            RandomGenerator random) {
        if (credentials.identity().role() != Role.AGENT) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the certificate is that of "
                            + credentials.identity()
                            + ": issue one with 'godwit admin issue agent'");
        }
        TransferAgent agent = new TransferAgent(config, credentials, mailbox, clock, random);
        agent.run("post-in", agent::receive);
        agent.run("beat", agent::beat);
        agent.run("outcomes", agent::tellOutcomes);
        agent.run("space", agent.plane::watchSpace);
        log.info(
                "agent {} start {} serves data at {}:{}",
                agent.voice.agent(),
                agent.voice.incarnation(),
                config.data().advertisedHost(),
                agent.plane.port());
        return agent;
    }

    private interface Loop {
        void run() throws InterruptedException;
    }

    private void run(String name, Loop loop) {
        threads.add(
                Thread.ofVirtual()
                        .name(name)
                        .start(() -> {
                            while (!closing) {
                                try {
                                    loop.run();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                    return;
                                } catch (RuntimeException e) {
                                    log.error("{}: going on after an unexpected failure", name, e);
                                    pause();
                                }
                            }
                        }));
    }

    private void pause() {
        try {
            clock.sleep(BEAT_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Where other agents fetch data.
    public InetSocketAddress dataAddress() {
        return new InetSocketAddress(config.data().advertisedHost(), plane.port());
    }

    /// Whether an engine knows this start of the agent.
    public boolean isWelcome() {
        return welcome;
    }

    private void receive() throws InterruptedException {
        Optional<byte[]> envelope = mailbox.receive(RECEIVE_WAIT);
        if (envelope.isEmpty()) {
            return;
        }
        switch (engines.verify(envelope.get())) {
            case Verification.Refused refused ->
                    log.warn("dropped a message that no engine signed: {}", refused.detail());
            case Verification.Verified verified -> {
                try {
                    obey(MessageCodec.decodeToAgent(verified.payload()), envelope.get());
                } catch (EngineException e) {
                    // While closing, an interrupt may have cut the memory's write short.
                    if (!closing) {
                        log.warn("dropped a message of {}: {}", verified.sender(), e.getMessage());
                    }
                }
            }
        }
    }

    private void obey(ToAgent message, byte[] envelope) {
        Epoch before = memory.obeyed();
        if (!message.agent().equals(voice.agent())
                || message.incarnation() != voice.incarnation()
                || !memory.obey(message.epoch())) {
            log.debug(
                    "ignored a {} for start {} of {} in epoch {}",
                    message.getClass().getSimpleName(),
                    message.incarnation(),
                    message.agent(),
                    message.epoch());
            return;
        }
        if (welcome && message.epoch().compareTo(before) > 0) {
            // Another engine, which may have missed what the one before was told.
            sayInventory();
            sayOutcomes(true);
        }
        switch (message) {
            case ToAgent.Welcome _ -> onWelcome();
            case ToAgent.Refused refused -> onRefused(refused.reason());
            case ToAgent.Links given -> links.take(given.epoch(), given.lease());
            case ToAgent.Orders given -> {
                links.take(given.epoch(), given.lease());
                orders.take(given);
            }
            case ToAgent.Cancel cancel -> orders.cancel(cancel.orders());
            case ToAgent.Receipt receipt -> {
                orders.received(receipt.outcomes());
                scans.received(receipt.scans());
            }
            case ToAgent.Scan scan -> scans.take(scan);
            case ToAgent.Probe probe -> probes.take(probe, envelope);
            case ToAgent.ProbeDisks asked -> diskProbes.take(asked);
            case ToAgent.EndProbe end -> probes.end(end);
            case ToAgent.Delete order -> deletions.take(order);
            case ToAgent.Examine question -> deletions.take(question);
            case ToAgent.ListFiles order -> audits.take(order);
            case ToAgent.Settle order -> audits.take(order);
            case ToAgent.Scrub order -> scrubs.take(order);
        }
    }

    private void onWelcome() {
        if (!welcome) {
            log.info("the engine welcomes agent {}", voice.agent());
            welcome = true;
            refusal = "";
            sayInventory();
            sayOutcomes(true);
        }
    }

    private void onRefused(String reason) {
        welcome = false;
        if (!reason.equals(refusal)) {
            refusal = reason;
            log.warn("the engine does not accept this agent: {}", reason);
        }
    }

    /// The second's round: hello or heartbeat, and what else is due.
    private void beat() throws InterruptedException {
        long before = clock.nanoTime();
        clock.sleep(BEAT_EVERY);
        long round = beats++;
        if (isDue(round, MailboxLimits.BEAT_INTERVAL)) {
            mailbox.beat();
        }
        if (!welcome) {
            if (isDue(round, HELLO_EVERY)) {
                sayHello();
            }
            return;
        }
        long elapsed = clock.nanoTime() - before;
        voice.say(
                new FromAgent.Heartbeat(
                        voice.agent(),
                        voice.incarnation(),
                        beats,
                        clock.nanoTime(),
                        links.mark(),
                        orders.links(elapsed, plane.linkConditions()),
                        orders.progress(),
                        plane.spaces()));
        if (isDue(round, TELL_AGAIN_EVERY)) {
            sayBins();
            scans.tellAgain();
        }
        if (isDue(round, INVENTORY_EVERY)) {
            sayInventory();
        }
    }

    private static boolean isDue(long round, Duration every) {
        return round % every.toSeconds() == 0;
    }

    private void sayHello() {
        voice.say(
                new FromAgent.Hello(
                        voice.agent(),
                        voice.incarnation(),
                        config.site(),
                        plane.spaces(),
                        config.data().advertisedHost(),
                        plane.port(),
                        software()));
    }

    private static String software() {
        return "godwit "
                + Optional.ofNullable(TransferAgent.class.getPackage().getImplementationVersion())
                        .orElse("development");
    }

    private void sayBins() {
        List<FromAgent.Bin> bins = orders.dueBins();
        if (!bins.isEmpty()) {
            voice.say(new FromAgent.Throughput(voice.agent(), voice.incarnation(), bins));
        }
    }

    private void sayInventory() {
        List<OrderId> held = orders.held();
        int parts = Math.max(1, (held.size() + FromAgent.ITEMS_MAX - 1) / FromAgent.ITEMS_MAX);
        long round = ++rounds;
        for (int part = 0; part < parts; part++) {
            int from = part * FromAgent.ITEMS_MAX;
            int to = Math.min(held.size(), from + FromAgent.ITEMS_MAX);
            voice.say(
                    new FromAgent.Inventory(
                            voice.agent(),
                            voice.incarnation(),
                            round,
                            part,
                            parts,
                            held.subList(from, to)));
        }
    }

    /// Tells new outcomes at once, and all that have no receipt again from time to time.
    private void tellOutcomes() throws InterruptedException {
        orders.awaitNews(TELL_AGAIN_EVERY);
        if (!welcome) {
            return;
        }
        clock.sleep(OUTCOMES_LINGER);
        boolean all = clock.nanoTime() - toldAllNanos > TELL_AGAIN_EVERY.toNanos();
        if (all) {
            toldAllNanos = clock.nanoTime();
        }
        sayOutcomes(all);
    }

    private void sayOutcomes(boolean all) {
        List<TransferOutcome> outcomes = orders.outcomes(all, OUTCOMES_MAX);
        for (int from = 0; from < outcomes.size(); from += FromAgent.ITEMS_MAX) {
            List<TransferOutcome.Completed> completed = new ArrayList<>();
            List<TransferOutcome.Failed> failed = new ArrayList<>();
            for (TransferOutcome outcome :
                    outcomes.subList(from, Math.min(outcomes.size(), from + FromAgent.ITEMS_MAX))) {
                switch (outcome) {
                    case TransferOutcome.Completed c -> completed.add(c);
                    case TransferOutcome.Failed f -> failed.add(f);
                }
            }
            voice.say(
                    new FromAgent.Outcomes(voice.agent(), voice.incarnation(), completed, failed));
        }
    }

    /// Stops: transfers end where they are, and what they have stays for the next start.
    @Override
    public void close() {
        closing = true;
        threads.forEach(Thread::interrupt);
        scans.close();
        deletions.close();
        audits.close();
        scrubs.close();
        probes.close();
        diskProbes.close();
        plane.close();
        mailbox.close();
        memory.close();
    }
}
