package org.godwit.agent.wire;

import java.nio.ByteBuffer;
import org.godwit.agent.mac.MacAlgorithm;
import org.godwit.agent.mac.Secret;
import org.godwit.model.Protection;

/// [SecurityTerms] as bytes: level (1), MAC algorithm (1), secret (32).
final class SecurityCodes {
    private SecurityCodes() {}

    static byte[] encode(SecurityTerms terms) {
        return ByteBuffer.allocate(2 + Secret.BYTES)
                .put((byte) number(terms.protection()))
                .put((byte) terms.mac().number())
                .put(terms.secret().toBytes())
                .array();
    }

    static SecurityTerms decode(ByteBuffer in) throws WireException {
        return new SecurityTerms(protection(in.get()), mac(in.get()), Secret.read(in));
    }

    private static int number(Protection protection) {
        return switch (protection) {
            case TLS -> 1;
            case INTEGRITY -> 2;
            case CLEAR -> 3;
        };
    }

    private static Protection protection(int number) throws WireException {
        return switch (number) {
            case 1 -> Protection.TLS;
            case 2 -> Protection.INTEGRITY;
            case 3 -> Protection.CLEAR;
            default -> throw new WireException("unknown protection " + number);
        };
    }

    private static MacAlgorithm mac(int number) throws WireException {
        for (MacAlgorithm algorithm : MacAlgorithm.values()) {
            if (algorithm.number() == number) {
                return algorithm;
            }
        }
        throw new WireException("unknown MAC algorithm " + number);
    }
}
