package org.godwit.security;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;

/// The one kind of key that Godwit's certificates have: elliptic curve, NIST P-256.
final class EcKeys {
    /// The name of the curve in SEC 2.
    static final String CURVE = "secp256r1";

    private static final int ORDER_BITS = 256;

    private EcKeys() {}

    static boolean isP256(PublicKey key) {
        return key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == ORDER_BITS;
    }

    /// Whether `key` signs what the certificate's public key verifies.
    static boolean belongTogether(X509Certificate certificate, ECPrivateKey key) {
        try {
            byte[] probe = {1, 2, 3, 4};
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key);
            signer.update(probe);
            byte[] signature = signer.sign();
            signer.initVerify(certificate.getPublicKey());
            signer.update(probe);
            return isP256(certificate.getPublicKey()) && signer.verify(signature);
        } catch (GeneralSecurityException _) {
            return false; // keys of different kinds do not even meet
        }
    }
}
