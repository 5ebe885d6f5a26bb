package org.godwit.topology;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.godwit.model.Did;

/// Where a file lies within a deterministic RSE.
public final class StoragePath {
    private StoragePath() {}

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

    private static byte[] md5(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5", e);
        }
    }
}
