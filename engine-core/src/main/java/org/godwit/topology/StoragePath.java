package org.godwit.topology;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ReplicaRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Did;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Where a file lies within a deterministic RSE.
public final class StoragePath {
    private static final int PATH_BYTES_MAX = 1_000;

    private StoragePath() {}

    /// A path within an RSE as somebody gives it, or [ErrorCode#INVALID_NAME]: relative, without
    /// empty parts, `.`, `..` and control characters, at most 1,000 bytes.
    public static String check(String path) {
        String why =
                path.isEmpty() || path.startsWith("/")
                        ? "give it relative to the RSE"
                        : path.getBytes(StandardCharsets.UTF_8).length > PATH_BYTES_MAX
                                ? "at most " + PATH_BYTES_MAX + " bytes fit"
                                : path.codePoints().anyMatch(Character::isISOControl)
                                        ? "it holds a control character"
                                        : badSegment(path)
                                                ? "no part between '/' may be empty, '.' or '..'"
                                                : "";
        if (!why.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_NAME,
                    "invalid path \"" + Names.printable(path) + "\": " + why);
        }
        return path;
    }

    private static boolean badSegment(String path) {
        return Arrays.stream(path.split("/", -1))
                .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    /// Rucio's `hash` algorithm (`rse/translation.py`): `scope/aa/bb/name`, where `aa` and `bb` are
    /// the first two bytes of the MD5 of `scope:name` in hex; in scopes that begin with `user` or
    /// `group` dots become slashes.
    public static String hash(Did did) {
        String scope = did.scope();
        if (scope.startsWith("user") || scope.startsWith("group")) {
            scope = scope.replace('.', '/');
        }
        String digest = HexFormat.of().formatHex(md5(did.toString()), 0, 2);
        return scope + "/" + digest.substring(0, 2) + "/" + digest.substring(2) + "/" + did.name();
    }

    /// Where a replica lies within its RSE: at its own path, else where the file's name says.
    public static String of(CatalogView view, long did, ReplicaRow replica) {
        return replica.path()
                .orElseGet(() -> {
                    DidRow file = view.get(Tables.DIDS, did).orElseThrow();
                    return hash(
                            new Did(
                                    view.get(Tables.SCOPES, file.scope()).orElseThrow().name(),
                                    file.name()));
                });
    }

    /// The path to be stored for a file: none where the name says it.
    public static Optional<String> stored(Did file, String path) {
        return path.equals(hash(file)) ? Optional.empty() : Optional.of(path);
    }

    private static byte[] md5(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5", e);
        }
    }
}
