package org.godwit.api.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What a client calls a request that it may send again.
///
/// @param key of the header `Idempotency-Key`
/// @param request SHA-256 of method, path, query and body, in hex
public record Repeat(String key, String request) {
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

    public Repeat {
        if (!KEY.matcher(key).matches()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid Idempotency-Key: give 1 to 128 printable characters without spaces");
        }
    }

    /// A request under a key.
    ///
    /// @param line method, path and query
    public static Repeat of(String key, String line, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(body);
            return new Repeat(key, HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
