package org.godwit.security;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Certificates that no honest authority would issue.
final class Forgery {
    private Forgery() {}

    /// An engine's certificate signed by a member that is no authority.
    static X509Certificate engineIssuedBy(Credentials member) throws Exception {
        return certificate(
                member.certificate().getSubjectX500Principal(),
                member.privateKey(),
                newKeys(),
                List.of("urn:godwit:engine:main"));
    }

    /// A self-signed certificate with these URIs, whatever they are.
    static X509Certificate withUris(List<String> uris) throws Exception {
        KeyPair keys = newKeys();
        return certificate(new X500Principal("CN=x"), keys.getPrivate(), keys, uris);
    }

    private static KeyPair newKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(
            X500Principal issuer, PrivateKey issuerKey, KeyPair holder, List<String> uris)
            throws Exception {
        Instant now = Instant.now();
        var builder =
                new JcaX509v3CertificateBuilder(
                        issuer,
                        BigInteger.TWO,
                        Date.from(now.minus(Duration.ofHours(1))),
                        Date.from(now.plus(Duration.ofHours(1))),
                        new X500Principal("CN=main"),
                        holder.getPublic());
        GeneralName[] names =
                uris.stream()
                        .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                        .toArray(GeneralName[]::new);
        if (names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
    }
}
