package org.godwit.security;

/// What [EnvelopeVerifier] says about an envelope.
public sealed interface Verification {

    /// The sender's key signed exactly this payload, and this deployment issued the key's
    /// certificate.
    final class Verified implements Verification {
        private final Identity sender;
        private final byte[] payload;

        Verified(Identity sender, byte[] payload) {
            this.sender = sender;
            this.payload = payload;
        }

        public Identity sender() {
            return sender;
        }

        /// The signed bytes; the caller's own.
        public byte[] payload() {
            return payload;
        }

        @Override
        public String toString() {
            return "Verified[" + sender + ", " + payload.length + " bytes]";
        }
    }

    /// The bytes prove nothing: drop them.
    ///
    /// @param reason one line for the log
    record Refused(Reason reason, String detail) implements Verification {}

    /// Why an envelope is refused.
    enum Reason {
        /// Not laid out as an envelope: truncated, too long, another version, or something else.
        MALFORMED,
        /// The certificate in it is not that of a member of this deployment, now.
        UNTRUSTED_SENDER,
        /// The sender's role may not send here.
        WRONG_ROLE,
        /// The signature is not that of the certificate's key over these bytes.
        BAD_SIGNATURE
    }
}
