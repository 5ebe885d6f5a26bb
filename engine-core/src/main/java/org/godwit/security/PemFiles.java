package org.godwit.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Reads and writes certificates and keys as PEM files (RFC 7468). Every problem is an
/// `INVALID_INPUT` that names the file and what to do.
final class PemFiles {
    /// More than any certificate chain or key needs; keeps a wrong path from filling memory.
    private static final int PEM_FILE_BYTES_MAX = 256 * 1024;

    private static final Pattern PKCS8_KEY =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Set<PosixFilePermission> OPEN_TO_OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private PemFiles() {}

    /// All certificates of the file, in its order; at least one.
    static List<X509Certificate> readCertificates(Path file) {
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (var certificate :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(read(file)))) {
                certificates.add((X509Certificate) certificate);
            }
            if (certificates.isEmpty()) {
                throw invalid(file, "holds no certificate; give a PEM file");
            }
            return List.copyOf(certificates);
        } catch (CertificateException e) {
            throw invalid(file, "is not a PEM file of certificates; issue it again", e);
        }
    }

    /// The elliptic-curve key of the file, which nobody but its owner may be able to read.
    static ECPrivateKey readKey(Path file) {
        byte[] bytes = read(file);
        refuseOpenToOthers(file);
        Matcher pem = PKCS8_KEY.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw invalid(
                    file,
                    "holds no unencrypted PKCS #8 key (BEGIN PRIVATE KEY); convert it with 'openssl"
                            + " pkcs8 -topk8 -nodes'");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
            return (ECPrivateKey)
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw invalid(file, "holds no elliptic-curve (P-256) key; issue it again", e);
        }
    }

    private static byte[] read(Path file) {
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(PEM_FILE_BYTES_MAX + 1);
            if (bytes.length > PEM_FILE_BYTES_MAX) {
                throw invalid(file, "is too long for a PEM file; check the path");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw invalid(file, "does not exist; issue it with 'godwit admin' or fix the path", e);
        } catch (IOException e) {
            throw invalid(file, "cannot be read; check its owner and permissions", e);
        }
    }

    private static void refuseOpenToOthers(Path file) {
        try {
            var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view == null) {
                return; // no such permissions on this file system
            }
            for (PosixFilePermission permission : view.readAttributes().permissions()) {
                if (OPEN_TO_OTHERS.contains(permission)) {
                    throw invalid(file, "is open to group or others; run 'chmod 600' on it first");
                }
            }
        } catch (IOException e) {
            throw invalid(file, "cannot be read; check its owner and permissions", e);
        }
    }

    /// Writes a new file and syncs it; one that exists is never touched.
    ///
    /// @param permissions as in `rw-------`
    static void writeNew(Path file, String pem, String permissions) {
        Set<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, mode(file, permissions))) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(pem);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            throw alreadyThere(file, e);
        } catch (IOException e) {
            throw invalid(file, "cannot be written; check the directory and free space", e);
        }
    }

    /// The attribute to create a file or directory with, where the file system knows such.
    static FileAttribute<?>[] mode(Path file, String permissions) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    static void refuseExisting(Path file) {
        if (Files.exists(file)) {
            throw alreadyThere(file, new FileAlreadyExistsException(file.toString()));
        }
    }

    private static EngineException alreadyThere(Path file, IOException cause) {
        return invalid(
                file,
                "already exists and is never overwritten; move it away or choose another name",
                cause);
    }

    static EngineException invalid(Path file, String problem) {
        return new EngineException(ErrorCode.INVALID_INPUT, file + " " + problem);
    }

    static EngineException invalid(Path file, String problem, Exception cause) {
        return new EngineException(ErrorCode.INVALID_INPUT, file + " " + problem, cause);
    }
}
