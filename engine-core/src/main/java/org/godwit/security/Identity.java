package org.godwit.security;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// The role and name that a certificate proves, written in it as the one subject alternative name
/// of type URI: `urn:godwit:ROLE:NAME`. The subject's common name and the host names mean nothing
/// here.
///
/// @param name 1 to 64 characters of `A-Z a-z 0-9 . _ -`, compared exactly
public record Identity(Role role, String name) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern URN =
            Pattern.compile("urn:godwit:(engine|agent|user):([A-Za-z0-9._-]{1,64})");
    private static final int SAN_TYPE_URI = 6;

    /// Checks the name.
    ///
    /// @throws EngineException `INVALID_NAME` for a name outside the allowed characters
    public Identity {
        Objects.requireNonNull(role);
        if (!isName(name)) {
            throw new EngineException(
                    ErrorCode.INVALID_NAME,
                    "the name of an engine, agent or user has 1 to 64 letters, digits, '.', '_' or"
                            + " '-'; choose another name");
        }
    }

    /// Whether an engine, agent or user may have this name.
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// Reads the identity from a certificate. Proves nothing by itself: verify the certificate
    /// first, see [PeerVerifier].
    ///
    /// @throws CertificateException if there is no such URI, more than one URI, or a malformed one
    public static Identity of(X509Certificate certificate) throws CertificateException {
        List<String> uris = uris(certificate);
        if (uris.size() != 1) {
            throw new CertificateException(
                    "a Godwit certificate names its holder by exactly one URI, this one has "
                            + uris.size());
        }
        Matcher urn = URN.matcher(uris.getFirst());
        if (!urn.matches()) {
            throw new CertificateException(
                    "the certificate's URI is not urn:godwit:engine|agent|user:NAME");
        }
        return new Identity(Role.valueOf(urn.group(1).toUpperCase(Locale.ROOT)), urn.group(2));
    }

    private static List<String> uris(X509Certificate certificate) throws CertificateException {
        var names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return List.of();
        }
        List<String> uris = new ArrayList<>();
        for (List<?> name : names) {
            if (Integer.valueOf(SAN_TYPE_URI).equals(name.get(0))) {
                uris.add(String.valueOf(name.get(1)));
            }
        }
        return uris;
    }

    /// The URI that stands for this identity in a certificate.
    public String uri() {
        return "urn:godwit:" + role.word() + ":" + name;
    }

    /// For messages: `agent fr-1`.
    @Override
    public String toString() {
        return role.word() + " " + name;
    }
}
