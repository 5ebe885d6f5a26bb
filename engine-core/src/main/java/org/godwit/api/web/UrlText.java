package org.godwit.api.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Percent-encoded text of URLs (RFC 3986), decoded strictly: what is not UTF-8 is refused.
public final class UrlText {
    private static final int PARAMETERS_MAX = 32;

    private UrlText() {}

    /// Decodes one segment of a path, in which `+` is a plus.
    public static String decodeSegment(String raw) {
        return decode(raw, false);
    }

    /// Decodes a query: `a=1&b=x+y`. A name may come once.
    public static Map<String, String> query(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (raw.isEmpty()) {
            return parameters;
        }
        for (String pair : raw.split("&", PARAMETERS_MAX + 1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            if (name.isEmpty()) {
                continue;
            }
            if (parameters.put(name, value) != null) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "query parameter \"" + Names.printable(name) + "\" is given twice");
            }
            if (parameters.size() > PARAMETERS_MAX) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT, "more than " + PARAMETERS_MAX + " parameters");
            }
        }
        return parameters;
    }

    private static String decode(String raw, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                if (i + 2 >= raw.length()
                        || !HexFormat.isHexDigit(raw.charAt(i + 1))
                        || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
                    throw malformed(raw);
                }
                bytes.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.write(' ');
            } else if (c < 0x80) {
                bytes.write(c);
            } else {
                throw malformed(raw);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(raw);
        }
    }

    private static EngineException malformed(String raw) {
        return new EngineException(
                ErrorCode.INVALID_INPUT,
                "\""
                        + Names.printable(raw)
                        + "\" in the address is not percent-encoded UTF-8; encode it once more");
    }
}
