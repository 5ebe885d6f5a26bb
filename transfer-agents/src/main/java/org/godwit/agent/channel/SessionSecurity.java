package org.godwit.agent.channel;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.agent.mac.PayloadMac;
import org.godwit.agent.mac.Secret;
import org.godwit.agent.mac.SessionKeys;
import org.godwit.agent.wire.SecurityTerms;
import org.godwit.agent.wire.SessionId;
import org.godwit.model.Protection;

/// How one session is protected, as both ends said in their greetings. Thread-safe.
///
/// @param asked the destination's part, the same on all connections
/// @param answered the source's
/// @param keys under integrity only
/// @param payloads checks and makes the tags of payloads, under integrity only
record SessionSecurity(
        SecurityTerms asked,
        SecurityTerms answered,
        Optional<SessionKeys> keys,
        Optional<PayloadMac> payloads) {

    static SessionSecurity of(SessionId session, SecurityTerms asked, SecurityTerms answered) {
        Optional<SessionKeys> keys =
                switch (asked.protection()) {
                    case INTEGRITY -> Optional.of(keys(session, asked, answered));
                    case TLS, CLEAR -> Optional.empty();
                };
        return new SessionSecurity(asked, answered, keys, keys.map(SessionKeys::payloads));
    }

    private static SessionKeys keys(
            SessionId session, SecurityTerms asked, SecurityTerms answered) {
        byte[] id =
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(session.high())
                        .putLong(session.low())
                        .array();
        return new SessionKeys(answered.mac(), id, asked.secret(), answered.secret());
    }

    /// A source's answer for a new session.
    ///
    /// @param own what suits the source's host
    static SecurityTerms answer(SecurityTerms asked, MacAlgorithm own, RandomGenerator random) {
        MacAlgorithm common = asked.mac() == own ? own : MacAlgorithm.GMAC;
        return new SecurityTerms(asked.protection(), common, Secret.random(random));
    }

    /// Whether a source may answer so.
    static boolean answers(SecurityTerms asked, SecurityTerms answer) {
        return answer.protection() == asked.protection()
                && (answer.mac() == asked.mac() || answer.mac() == MacAlgorithm.GMAC);
    }

    Protection protection() {
        return asked.protection();
    }

    /// Whether the bytes on the wire are those of the file.
    boolean sendsAsRead() {
        return switch (protection()) {
            case CLEAR, INTEGRITY -> true;
            case TLS -> false;
        };
    }

    Framing atSource(int connection) {
        return framing(key ->
                new Framing(
                        false,
                        Optional.of(key.fromSource(connection)),
                        Optional.of(key.fromDestination(connection))));
    }

    Framing atDestination(int connection) {
        return framing(key ->
                new Framing(
                        false,
                        Optional.of(key.fromDestination(connection)),
                        Optional.of(key.fromSource(connection))));
    }

    private Framing framing(Function<SessionKeys, Framing> tagged) {
        return switch (protection()) {
            case TLS -> Framing.TLS;
            case INTEGRITY -> tagged.apply(keys.orElseThrow());
            case CLEAR -> Framing.CLEAR;
        };
    }
}
