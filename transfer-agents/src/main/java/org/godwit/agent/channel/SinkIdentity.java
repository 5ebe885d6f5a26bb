package org.godwit.agent.channel;

import java.util.Optional;
import org.godwit.agent.mac.Secret;
import org.godwit.agent.wire.Frame;
import org.godwit.agent.wire.ProtocolVersion;
import org.godwit.agent.wire.SecurityTerms;
import org.godwit.agent.wire.SessionId;
import org.godwit.model.Protection;

/// As what a destination's session is known to the source, and how it is protected: new whenever
/// the session begins anew. Guarded by the lock of its [SinkSession].
final class SinkIdentity {
    private final SinkContext context;
    private final SessionId id;
    private final SecurityTerms asked;
    private Optional<SourceSide> source = Optional.empty();
    private int nextConnection;

    /// What the source said when the first connection was greeted, and says again on the others as
    /// long as it remembers the session.
    private record SourceSide(long memory, SessionSecurity security) {}

    SinkIdentity(SinkContext context, Protection protection) {
        this.context = context;
        this.id = SessionId.random(context.random());
        this.asked =
                new SecurityTerms(
                        protection, context.security().mac(), Secret.random(context.random()));
    }

    Protection protection() {
        return asked.protection();
    }

    /// Whether this connection was opened for it.
    boolean owns(SinkConnection connection) {
        return connection.hello().session().equals(id);
    }

    /// The greeting of another connection.
    Frame.Hello nextHello() {
        return new Frame.Hello(
                ProtocolVersion.OLDEST,
                ProtocolVersion.CURRENT,
                id,
                nextConnection++,
                context.options().blockBytes(),
                asked,
                context.self());
    }

    /// How the connections are protected; empty where the source has forgotten what it said before.
    Optional<SessionSecurity> greeted(Frame.HelloOk ok) {
        if (source.isEmpty()) {
            source =
                    Optional.of(
                            new SourceSide(
                                    ok.session(), SessionSecurity.of(id, asked, ok.security())));
        }
        return source.filter(side ->
                        side.memory() == ok.session()
                                && side.security().answered().equals(ok.security()))
                .map(SourceSide::security);
    }
}
