package org.godwit.agent;

import java.util.Optional;
import java.util.function.Supplier;
import org.godwit.agent.channel.GrantVerifier;
import org.godwit.agent.probe.ProbeDesk;
import org.godwit.agent.storage.Storages;
import org.godwit.message.MessageCodec;
import org.godwit.message.ReadGrant;
import org.godwit.model.Epoch;
import org.godwit.runtime.EngineException;
import org.godwit.security.EnvelopeVerifier;
import org.godwit.security.Verification;

/// Lets a peer read what an engine has signed that it may read here, file by file.
///
/// A grant of an engine that has since been restarted stays good, so that running transfers survive
/// the restart: reading what was allowed a moment ago harms nothing. One from before the catalogue
/// was restored from a backup does not. Thread-safe.
public final class GrantDesk implements GrantVerifier {
    private final String self;
    private final EnvelopeVerifier engines;
    private final Supplier<Epoch> obeyed;
    private final Optional<ProbeDesk> probes;

    /// Begins to check grants.
    ///
    /// @param self this agent's name
    /// @param engines believes engines only
    /// @param obeyed the highest epoch that this agent has obeyed
    public GrantDesk(String self, EnvelopeVerifier engines, Supplier<Epoch> obeyed) {
        this(self, engines, obeyed, Optional.empty());
    }

    /// The same for an agent that takes part in probes too.
    GrantDesk(
            String self,
            EnvelopeVerifier engines,
            Supplier<Epoch> obeyed,
            Optional<ProbeDesk> probes) {
        this.self = self;
        this.engines = engines;
        this.obeyed = obeyed;
        this.probes = probes;
    }

    @Override
    public Storages beside(Storages own) {
        return probes.map(desk -> desk.beside(own)).orElse(own);
    }

    @Override
    public Permission open(String reader, byte[] envelope) {
        return switch (engines.verify(envelope)) {
            case Verification.Refused refused ->
                    Permission.none(
                            "the grant was not signed by an engine of this deployment: "
                                    + refused.detail());
            case Verification.Verified verified -> {
                try {
                    yield open(reader, MessageCodec.decodeGrant(verified.payload()));
                } catch (EngineException e) {
                    yield probes.flatMap(desk -> desk.open(reader, verified.payload()))
                            .orElseGet(() ->
                                    Permission.none("the grant cannot be read: " + e.getMessage()));
                }
            }
        };
    }

    private Permission open(String reader, ReadGrant grant) {
        if (!grant.source().equals(self)) {
            return Permission.none(
                    "the grant is for agent " + grant.source() + ", this is " + self);
        }
        if (!grant.reader().equals(reader)) {
            return Permission.none(
                    "the grant is for reader " + grant.reader() + ", not for " + reader);
        }
        GrantedFiles granted = new GrantedFiles(grant.files());
        // No more of the grant is kept than this: a session has many.
        long incarnation = grant.epoch().incarnation();
        return file -> {
            if (incarnation < obeyed.get().incarnation()) {
                return Optional.of("the grant is from before the catalogue was restored");
            }
            ReadGrant.File wanted =
                    new ReadGrant.File(file.didId(), file.rse(), file.path(), file.bytes());
            return granted.contain(wanted)
                    ? Optional.empty()
                    : Optional.of("the grant does not cover " + file.path() + " at " + file.rse());
        };
    }
}
