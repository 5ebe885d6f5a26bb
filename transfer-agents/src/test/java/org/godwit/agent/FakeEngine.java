package org.godwit.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.godwit.coordination.EngineMailbox;
import org.godwit.message.FromAgent;
import org.godwit.message.MessageCodec;
import org.godwit.message.ReadGrant;
import org.godwit.message.ToAgent;
import org.godwit.message.TransferOrder;
import org.godwit.message.TransferOutcome;
import org.godwit.model.Epoch;
import org.godwit.model.OrderId;
import org.godwit.runtime.EngineClock;
import org.godwit.security.Credentials;
import org.godwit.security.EnvelopeSigner;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Role;
import org.godwit.security.Verification;

/// The engine's end of the post in a test: hears everything, welcomes every agent, says what it is
/// told to say. Thread-safe.
final class FakeEngine {
    private final EngineMailbox mailbox;
    private final EnvelopeVerifier verifier;
    private final EnvelopeSigner signer;
    private final List<FromAgent> heard = new ArrayList<>();
    private final Map<String, FromAgent.Hello> hellos = new HashMap<>();
    private final Map<OrderId, TransferOutcome> outcomes = new HashMap<>();
    volatile boolean givesReceipts = true;
    volatile Epoch epoch = new Epoch(1, 5);

    FakeEngine(EngineMailbox mailbox, Credentials credentials) {
        this.mailbox = mailbox;
        this.verifier =
                new EnvelopeVerifier(
                        credentials.trust(), EnumSet.of(Role.AGENT), EngineClock.system());
        this.signer = new EnvelopeSigner(credentials);
        mailbox.start(this::received);
    }

    private void received(byte[] envelope) {
        if (!(verifier.verify(envelope) instanceof Verification.Verified verified)) {
            throw new AssertionError("unsigned message");
        }
        FromAgent message = MessageCodec.decodeFromAgent(verified.payload());
        synchronized (this) {
            heard.add(message);
            switch (message) {
                case FromAgent.Deleted _,
                        FromAgent.Examined _,
                        FromAgent.Listed _,
                        FromAgent.Settled _,
                        FromAgent.Scrubbed _ -> {}
                case FromAgent.Hello hello -> {
                    hellos.put(hello.agent(), hello);
                    say(new ToAgent.Welcome(epoch, hello.agent(), hello.incarnation()));
                }
                case FromAgent.Outcomes told -> {
                    told.completed().forEach(o -> outcomes.put(o.order(), o));
                    told.failed().forEach(o -> outcomes.put(o.order(), o));
                    if (givesReceipts) {
                        List<OrderId> ids = new ArrayList<>();
                        told.completed().forEach(o -> ids.add(o.order()));
                        told.failed().forEach(o -> ids.add(o.order()));
                        say(
                                new ToAgent.Receipt(
                                        epoch, told.agent(), told.incarnation(), ids, List.of()));
                    }
                }
                case FromAgent.ScanReport report -> {
                    if (givesReceipts) {
                        say(
                                new ToAgent.Receipt(
                                        epoch,
                                        report.agent(),
                                        report.incarnation(),
                                        List.of(),
                                        List.of(
                                                new ToAgent.ScanMark(
                                                        report.scan(), report.sequence()))));
                    }
                }
                case FromAgent.Heartbeat _,
                        FromAgent.Inventory _,
                        FromAgent.Throughput _,
                        FromAgent.ProbeReport _,
                        FromAgent.DiskReport _ -> {}
            }
            notifyAll();
        }
    }

    void say(ToAgent message) {
        mailbox.send(message.agent(), signer.sign(MessageCodec.encode(message)));
    }

    void sayAs(Credentials who, ToAgent message) {
        mailbox.send(message.agent(), new EnvelopeSigner(who).sign(MessageCodec.encode(message)));
    }

    /// The same twice over, as a post may deliver it.
    byte[] signed(ToAgent message) {
        return signer.sign(MessageCodec.encode(message));
    }

    synchronized FromAgent.Hello hello(String agent, long incarnationMin)
            throws InterruptedException {
        await(_ ->
                Optional.ofNullable(hellos.get(agent))
                        .filter(hello -> hello.incarnation() >= incarnationMin)
                        .isPresent());
        return Objects.requireNonNull(hellos.get(agent));
    }

    synchronized TransferOutcome outcome(OrderId order) throws InterruptedException {
        await(_ -> outcomes.containsKey(order));
        return Objects.requireNonNull(outcomes.get(order));
    }

    /// Waits until what was heard is as wanted.
    synchronized List<FromAgent> await(Predicate<List<FromAgent>> condition)
            throws InterruptedException {
        EngineClock clock = EngineClock.system();
        long deadline = clock.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.test(heard)) {
            if (clock.nanoTime() > deadline) {
                throw new AssertionError("not heard in time; heard " + heard);
            }
            wait(100);
        }
        return List.copyOf(heard);
    }

    synchronized List<FromAgent> heard() {
        return List.copyOf(heard);
    }

    byte[] grant(String reader, String source, List<TransferOrder> orders) {
        List<ReadGrant.File> files =
                orders.stream()
                        .map(o ->
                                new ReadGrant.File(
                                        o.id().did(),
                                        o.source().rse(),
                                        o.source().path(),
                                        o.bytes()))
                        .toList();
        return signer.sign(MessageCodec.encode(new ReadGrant(epoch, reader, source, files)));
    }
}
