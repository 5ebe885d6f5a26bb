package org.godwit.cli.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A path of the API with its query, percent-encoded (RFC 3986): every segment keeps its `/` as
/// `%2F`. Immutable.
public final class ApiPath {
    private static final String ROOT = "/godwit/v1";
    private static final String HEX = "0123456789ABCDEF";

    private final String path;
    private final String query;

    private ApiPath(String path, String query) {
        this.path = path;
        this.query = query;
    }

    /// The resource under the API's root that the segments name.
    public static ApiPath of(String... segments) {
        StringBuilder path = new StringBuilder(ROOT);
        for (String segment : segments) {
            path.append('/').append(encoded(segment));
        }
        return new ApiPath(path.toString(), "");
    }

    /// The same path with one more parameter.
    public ApiPath with(String parameter, String value) {
        String pair = encoded(parameter) + "=" + encoded(value);
        return new ApiPath(path, query.isEmpty() ? pair : query + "&" + pair);
    }

    /// The same path with one more parameter, if there is a value.
    public ApiPath with(String parameter, Optional<String> value) {
        return value.map(text -> with(parameter, text)).orElse(this);
    }

    @Override
    public String toString() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static String encoded(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c)) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
            }
        }
        return out.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "-._~".indexOf(c) >= 0;
    }
}
