package org.godwit.security;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// A deployment's own certificate authority: a directory with `ca.crt` and `ca.key`, which only the
/// person who issues certificates needs. Keys are elliptic-curve P-256, serial numbers random (RFC
/// 5280). Existing files are never overwritten. Thread-safe.
public final class CertificateAuthority {
    /// The authority's certificate, which every process of the deployment is given.
    public static final String CERTIFICATE_FILE = "ca.crt";

    /// The authority's key, readable by its owner alone.
    public static final String KEY_FILE = "ca.key";

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final String SECRET = "rw-------";
    private static final String PUBLIC = "rw-r--r--";

    /// RFC 5280 allows 20 octets; 159 bits keep the number positive within them.
    private static final int SERIAL_BITS = 159;

    /// Clocks of a grid differ: a new certificate must work at once on hosts that are behind.
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final int HOSTS_MAX = 64;
    private static final Pattern DEPLOYMENT = Pattern.compile("[A-Za-z0-9._ -]{1,48}");
    private static final Pattern HOST_NAME =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

    private final X509Certificate certificate;
    private final ECPrivateKey key;
    private final EngineClock clock;
    private final SecureRandom random = new SecureRandom();

    private CertificateAuthority(X509Certificate certificate, ECPrivateKey key, EngineClock clock) {
        this.certificate = certificate;
        this.key = key;
        this.clock = clock;
    }

    /// Makes a new authority in `directory`, which is created (for its owner alone) if need be.
    ///
    /// @param deployment 1 to 48 letters, digits, spaces, `.`, `_`, `-`: for people to tell
    ///   authorities apart
    /// @throws EngineException `INVALID_INPUT`, also if there is an authority already
    public static CertificateAuthority create(
            Path directory, String deployment, Duration validity, EngineClock clock) {
        if (!DEPLOYMENT.matcher(deployment).matches()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a deployment's name has 1 to 48 letters, digits, spaces, '.', '_' or '-';"
                            + " choose another name");
        }
        Path certificateFile = directory.resolve(CERTIFICATE_FILE);
        Path keyFile = directory.resolve(KEY_FILE);
        PemFiles.refuseExisting(certificateFile);
        PemFiles.refuseExisting(keyFile);
        requirePositive(validity);
        KeyPair pair = newKeyPair();
        X500Name name = commonName("Godwit CA " + deployment);
        Instant now = clock.now();
        X509Certificate certificate;
        try {
            X509v3CertificateBuilder builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(SERIAL_BITS, new SecureRandom()),
                            Date.from(now.minus(BACKDATED)),
                            Date.from(now.plus(validity)),
                            name,
                            pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            certificate = sign(builder, (ECPrivateKey) pair.getPrivate());
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw cannotIssue(e);
        }
        createDirectory(directory);
        writePair(certificateFile, pem(certificate), keyFile, pair);
        return new CertificateAuthority(certificate, (ECPrivateKey) pair.getPrivate(), clock);
    }

    /// Opens the authority that [#create] made.
    ///
    /// @throws EngineException `INVALID_INPUT`, naming the file and what to do
    public static CertificateAuthority open(Path directory, EngineClock clock) {
        Path certificateFile = directory.resolve(CERTIFICATE_FILE);
        Path keyFile = directory.resolve(KEY_FILE);
        ECPrivateKey key = PemFiles.readKey(keyFile);
        X509Certificate certificate = TrustAnchors.load(certificateFile).certificates().getFirst();
        if (!EcKeys.belongTogether(certificate, key)) {
            throw PemFiles.invalid(
                    keyFile,
                    "is not the key of " + certificateFile + "; restore the pair made together");
        }
        return new CertificateAuthority(certificate, key, clock);
    }

    /// Issues a certificate for TLS as client and, except for users, as server, and writes
    /// `NAME.crt` (with the authority's certificate after it) and `NAME.key`.
    ///
    /// @param hosts the DNS names and IP addresses under which others connect to the holder
    /// @param validity from now, ending with the authority's own at the latest
    /// @return where the files are; `authority` is the authority's own file beside them, written if
    ///   it is not there yet
    /// @throws EngineException `INVALID_INPUT`, also if one of the files exists already
    public CredentialFiles issue(
            Identity identity, List<String> hosts, Duration validity, Path directory) {
        CredentialFiles files = CredentialFiles.in(directory, identity.name());
        PemFiles.refuseExisting(files.certificate());
        PemFiles.refuseExisting(files.key());
        requirePositive(validity);
        GeneralNames names = alternativeNames(identity, hosts);
        KeyPair pair = newKeyPair();
        X509Certificate issued;
        try {
            issued = issue(identity, names, validity, pair.getPublic());
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw cannotIssue(e);
        }
        createDirectory(directory);
        writePair(files.certificate(), pem(issued) + pem(certificate), files.key(), pair);
        if (!Files.exists(files.authority())) {
            PemFiles.writeNew(files.authority(), pem(certificate), PUBLIC);
        }
        return files;
    }

    private X509Certificate issue(
            Identity identity, GeneralNames names, Duration validity, PublicKey holder)
            throws GeneralSecurityException, CertIOException, OperatorCreationException {
        Instant now = clock.now();
        Instant end = now.plus(validity);
        Instant last = certificate.getNotAfter().toInstant();
        if (!last.isAfter(now)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the authority's certificate has expired; create a new authority");
        }
        X509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        certificate,
                        new BigInteger(SERIAL_BITS, random),
                        Date.from(now.minus(BACKDATED)),
                        Date.from(end.isAfter(last) ? last : end),
                        new X500Principal(commonName(identity.name()).toString()),
                        holder);
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, purposes(identity.role()));
        builder.addExtension(Extension.subjectAlternativeName, false, names);
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                extensions.createSubjectKeyIdentifier(holder));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                extensions.createAuthorityKeyIdentifier(certificate));
        return sign(builder, key);
    }

    private static ExtendedKeyUsage purposes(Role role) {
        return switch (role) {
            case ENGINE, AGENT ->
                    new ExtendedKeyUsage(
                            new KeyPurposeId[] {
                                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                            });
            case USER -> new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
        };
    }

    private static GeneralNames alternativeNames(Identity identity, List<String> hosts) {
        if (hosts.size() > HOSTS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "a certificate has at most " + HOSTS_MAX + " hosts; give fewer");
        }
        GeneralName[] names = new GeneralName[hosts.size() + 1];
        names[0] = new GeneralName(GeneralName.uniformResourceIdentifier, identity.uri());
        for (int i = 0; i < hosts.size(); i++) {
            names[i + 1] = host(hosts.get(i));
        }
        return new GeneralNames(names);
    }

    private static GeneralName host(String host) {
        if (IPAddress.isValid(host)) {
            return new GeneralName(GeneralName.iPAddress, host);
        }
        if (HOST_NAME.matcher(host).matches()) {
            return new GeneralName(GeneralName.dNSName, host);
        }
        throw new EngineException(
                ErrorCode.INVALID_INPUT,
                "a host of a certificate is a full DNS name or an IP address, without port or"
                        + " wildcard; correct '"
                        + printable(host)
                        + "'");
    }

    private static String printable(String text) {
        String shown = text.replaceAll("[^\\x20-\\x7e]", "?");
        return shown.length() <= 80 ? shown : shown.substring(0, 80) + "…";
    }

    private static void requirePositive(Duration validity) {
        if (!validity.isPositive()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "a certificate's validity is longer than nothing");
        }
    }

    private static X500Name commonName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    private static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(EcKeys.CURVE));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw cannotIssue(e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, ECPrivateKey key)
            throws OperatorCreationException, CertificateException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    }

    /// Two people who issue the same name at once: the key file decides who was first.
    private static void writePair(
            Path certificateFile, String certificatePem, Path keyFile, KeyPair pair) {
        PemFiles.writeNew(keyFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()), SECRET);
        try {
            PemFiles.writeNew(certificateFile, certificatePem, PUBLIC);
        } catch (EngineException e) {
            try {
                Files.deleteIfExists(keyFile); // ours, and of no use without its certificate
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static void createDirectory(Path directory) {
        try {
            if (Files.isDirectory(directory)) {
                return;
            }
            Files.createDirectories(directory, PemFiles.mode(directory, "rwx------"));
        } catch (IOException e) {
            throw PemFiles.invalid(directory, "cannot be created; check its parent directory", e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException e) {
            throw cannotIssue(e);
        }
    }

    private static String pem(String type, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        } catch (IOException e) {
            throw cannotIssue(e);
        }
        return text.toString();
    }

    private static EngineException cannotIssue(Exception cause) {
        return new EngineException(
                ErrorCode.INTERNAL,
                "cannot make keys or certificates with this Java runtime; install a complete JDK 25",
                cause);
    }
}
