package org.godwit.agent.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.godwit.agent.storage.ReceivesFiles;
import org.godwit.agent.storage.SourceFile;
import org.godwit.agent.storage.SpaceReport;
import org.godwit.agent.storage.StorageException;
import org.godwit.agent.storage.StoragePath;
import org.godwit.agent.storage.StorageProtocol;
import org.godwit.agent.storage.Storages;
import org.godwit.agent.storage.StoredFile;
import org.godwit.agent.wire.Frame;
import org.godwit.message.MessageCodec;
import org.godwit.message.ToAgent;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Verification;

/// The source's side of probes: one at a time, each only for the reader, the bytes and the seconds
/// that an engine has signed, and never again once it is over. To the data plane it is the storage
/// behind the reserved RSE name [#RSE], which holds the file of the probe under way and nothing
/// else. Thread-safe.
public final class ProbeDesk implements StorageProtocol {
    /// No RSE's name begins with a dot.
    public static final String RSE = ".probe";

    /// For the handshakes before the first byte, and for those on their way when time is up.
    private static final Duration GRACE = Duration.ofSeconds(20);

    /// Blocks that arrived damaged or were lost with a connection are sent again.
    private static final int SENT_AGAIN_SHARE = 8;

    private final String self;
    private final long incarnation;
    private final EnvelopeVerifier engines;
    private final Supplier<Epoch> obeyed;
    private final EngineClock clock;
    private Optional<Ticket> latest = Optional.empty();

    /// Leave for one probe, from its first use on.
    private static final class Ticket {
        private final ToAgent.Probe probe;
        private final long untilNanos;
        private long bytesLeft;
        private boolean closed;

        Ticket(ToAgent.Probe probe, long nowNanos) {
            this.probe = probe;
            this.untilNanos =
                    nowNanos + Duration.ofSeconds(probe.seconds()).plus(GRACE).toNanos();
            this.bytesLeft = probe.bytes() + probe.bytes() / SENT_AGAIN_SHARE;
        }

        boolean isOver(long nowNanos) {
            return nowNanos - untilNanos > 0;
        }

        /// Below, at, or above another in the order in which engines gave them.
        int compareTo(ToAgent.Probe other) {
            int order = probe.epoch().compareTo(other.epoch());
            return order != 0 ? order : Long.compare(probe.number(), other.number());
        }
    }

    /// Serves probes of this start of the agent.
    ///
    /// @param engines believes engines only
    public ProbeDesk(
            String self,
            long incarnation,
            EnvelopeVerifier engines,
            Supplier<Epoch> obeyed,
            EngineClock clock) {
        this.self = self;
        this.incarnation = incarnation;
        this.engines = engines;
        this.obeyed = obeyed;
        this.clock = clock;
    }

    /// An agent's storages, with this one under its reserved name.
    public Storages beside(Storages storages) {
        return rse -> rse.equals(RSE) ? Optional.of(this) : storages.find(rse);
    }

    /// Whether bindings are those of a probe.
    public static boolean concerns(List<Frame.Binding> files) {
        return files.stream().anyMatch(file -> file.rse().equals(RSE));
    }

    /// The name of a probe's file.
    static String path(ToAgent.Probe probe) {
        return "probe-%s-%d".formatted(probe.epoch(), probe.number());
    }

    /// As [org.godwit.agent.channel.GrantVerifier#refuse], for what [#concerns] probes.
    public Optional<String> refuse(String reader, byte[] envelope, List<Frame.Binding> files) {
        return switch (engines.verify(envelope)) {
            case Verification.Refused refused ->
                    Optional.of(
                            "the probe was not signed by an engine of this deployment: "
                                    + refused.detail());
            case Verification.Verified verified -> {
                try {
                    yield MessageCodec.decodeToAgent(verified.payload())
                                    instanceof ToAgent.Probe probe
                            ? refuse(reader, probe, files)
                            : Optional.of("what was shown as a probe is another message");
                } catch (EngineException e) {
                    yield Optional.of("the probe cannot be read: " + e.getMessage());
                }
            }
        };
    }

    private Optional<String> refuse(
            String reader, ToAgent.Probe probe, List<Frame.Binding> files) {
        if (!probe.source().agent().equals(self) || probe.source().incarnation() != incarnation) {
            return Optional.of("the probe is of another agent, or of an earlier start of this one");
        }
        if (!probe.agent().equals(reader)) {
            return Optional.of("the probe is for " + probe.agent() + ", not for " + reader);
        }
        if (probe.epoch().compareTo(obeyed.get()) < 0) {
            return Optional.of("the probe is of an engine that has ended");
        }
        boolean covered =
                files.size() == 1
                        && files.getFirst().rse().equals(RSE)
                        && files.getFirst().path().equals(path(probe))
                        && files.getFirst().bytes() == probe.bytes()
                        && files.getFirst().didId() == 0;
        return covered ? admit(probe) : Optional.of("the probe does not cover this");
    }

    private synchronized Optional<String> admit(ToAgent.Probe probe) {
        long now = clock.nanoTime();
        if (latest.isPresent()) {
            Ticket before = latest.get();
            int order = before.compareTo(probe);
            if (order > 0 || (order == 0 && before.isOver(now))) {
                return Optional.of("the probe is over");
            }
            if (order == 0) {
                return Optional.empty();
            }
            if (!before.closed && !before.isOver(now)) {
                return Optional.of("another probe is under way; try again when it is over");
            }
        }
        latest = Optional.of(new Ticket(probe, now));
        return Optional.empty();
    }

    @Override
    public SourceFile open(StoragePath path) throws StorageException {
        Ticket ticket;
        synchronized (this) {
            ticket =
                    latest.filter(t -> path(t.probe).equals(path.toString()))
                            .filter(t -> !t.isOver(clock.nanoTime()))
                            .orElseThrow(() -> notFound("this probe is over"));
            ticket.closed = false;
        }
        return new SyntheticFile(
                ticket.probe.bytes(),
                ticket.probe.number(),
                bytes -> take(ticket, bytes),
                () -> closed(ticket));
    }

    private synchronized void take(Ticket ticket, long bytes) throws IOException {
        if (ticket.isOver(clock.nanoTime())) {
            throw new IOException("the probe's time is over");
        }
        if (bytes > ticket.bytesLeft) {
            throw new IOException("the probe's bytes are used up");
        }
        ticket.bytesLeft -= bytes;
    }

    private synchronized void closed(Ticket ticket) {
        ticket.closed = true;
    }

    private static StorageException notFound(String why) {
        return new StorageException(StorageException.Kind.NOT_FOUND, why);
    }

    @Override
    public Optional<StoredFile> find(StoragePath path) {
        return Optional.empty();
    }

    @Override
    public void walk(Optional<StoragePath> under, Visitor visitor) {}

    @Override
    public SpaceReport space() {
        return new SpaceReport(0, 0, 0);
    }

    @Override
    public Optional<ReceivesFiles> receiver() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
