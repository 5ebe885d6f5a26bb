package org.godwit.agent;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.godwit.agent.channel.GrantVerifier;
import org.godwit.agent.probe.ProbeDesk;
import org.godwit.agent.wire.Frame;
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
final class GrantDesk implements GrantVerifier {
    private final String self;
    private final EnvelopeVerifier engines;
    private final Supplier<Epoch> obeyed;
    private final ProbeDesk probes;

    /// Begins to check grants.
    ///
    /// @param engines believes engines only
    GrantDesk(
            String self, EnvelopeVerifier engines, Supplier<Epoch> obeyed, ProbeDesk probes) {
        this.self = self;
        this.engines = engines;
        this.obeyed = obeyed;
        this.probes = probes;
    }

    @Override
    public Optional<String> refuse(String reader, byte[] envelope, List<Frame.Binding> files) {
        if (ProbeDesk.concerns(files)) {
            return probes.refuse(reader, envelope, files);
        }
        return switch (engines.verify(envelope)) {
            case Verification.Refused refused ->
                    Optional.of(
                            "the grant was not signed by an engine of this deployment: "
                                    + refused.detail());
            case Verification.Verified verified -> {
                try {
                    yield refuse(reader, MessageCodec.decodeGrant(verified.payload()), files);
                } catch (EngineException e) {
                    yield Optional.of("the grant cannot be read: " + e.getMessage());
                }
            }
        };
    }

    private Optional<String> refuse(String reader, ReadGrant grant, List<Frame.Binding> files) {
        if (!grant.source().equals(self)) {
            return Optional.of("the grant is for agent " + grant.source() + ", this is " + self);
        }
        if (!grant.reader().equals(reader)) {
            return Optional.of("the grant is for reader " + grant.reader() + ", not for " + reader);
        }
        if (grant.epoch().incarnation() < obeyed.get().incarnation()) {
            return Optional.of("the grant is from before the catalogue was restored");
        }
        Set<ReadGrant.File> granted = new HashSet<>(grant.files());
        return files.stream()
                .filter(file ->
                        !granted.contains(
                                new ReadGrant.File(
                                        file.didId(), file.rse(), file.path(), file.bytes())))
                .findFirst()
                .map(file -> "the grant does not cover " + file.path() + " at " + file.rse());
    }
}
