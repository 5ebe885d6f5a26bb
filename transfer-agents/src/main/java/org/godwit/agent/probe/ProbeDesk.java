package org.godwit.agent.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.godwit.agent.channel.GrantVerifier.Permission;
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
            this.untilNanos = nowNanos + Duration.ofSeconds(probe.seconds()).plus(GRACE).toNanos();
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
    /// @param obeyed the highest epoch that this agent has obeyed
    public ProbeDesk(String self, long incarnation, Supplier<Epoch> obeyed, EngineClock clock) {
        this.self = self;
        this.incarnation = incarnation;
        this.obeyed = obeyed;
        this.clock = clock;
    }

    /// An agent's storages, with this one under its reserved name.
    public Storages beside(Storages storages) {
        return rse -> rse.equals(RSE) ? Optional.of(this) : storages.find(rse);
    }

    /// The name of a probe's file.
    static String path(ToAgent.Probe probe) {
        return "probe-%s-%d".formatted(probe.epoch(), probe.number());
    }

    /// What a message permits that is signed by an engine; empty where it is no probe.
    ///
    /// @param reader the peer that shows it
    /// @param message the payload of its envelope, whose signature has been checked
    public Optional<Permission> open(String reader, byte[] message) {
        try {
            return MessageCodec.decodeToAgent(message) instanceof ToAgent.Probe probe
                    ? Optional.of(file -> refuse(reader, probe, file))
                    : Optional.empty();
        } catch (EngineException e) {
            return Optional.empty();
        }
    }

    private Optional<String> refuse(String reader, ToAgent.Probe probe, Frame.Binding file) {
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
                file.rse().equals(RSE)
                        && file.path().equals(path(probe))
                        && file.bytes() == probe.bytes()
                        && file.didId() == 0;
        return covered ? admit(probe) : Optional.of("the probe does not cover " + file.path());
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
