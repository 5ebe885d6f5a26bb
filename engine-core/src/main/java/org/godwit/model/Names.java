package org.godwit.model;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What names may look like. Every refusal is an [EngineException] with [ErrorCode#INVALID_NAME]
/// that says what to change.
public final class Names {
    /// Rucio's bound on a DID's name; ours counts UTF-8 bytes, so that a name fits a file system.
    public static final int DID_NAME_BYTES_MAX = 250;

    private static final int SCOPE_CHARS_MAX = 25;
    private static final int IDENTIFIER_CHARS_MAX = 64;
    private static final int ACTIVITY_CHARS_MAX = 50;
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final Pattern ACTIVITY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_. -]*");

    private Names() {}

    /// A scope, as Rucio bounds it: at most 25 letters, digits, `_`, `-`, `.`.
    public static String scope(String scope) {
        if (scope.isEmpty() || scope.length() > SCOPE_CHARS_MAX || !isScope(scope)) {
            throw refused("scope", scope, "use 1 to 25 letters, digits, '_', '-' or '.'");
        }
        return scope;
    }

    /// The name of an account, RSE, site or agent.
    public static String identifier(String kind, String name) {
        if (name.length() > IDENTIFIER_CHARS_MAX || !IDENTIFIER.matcher(name).matches()) {
            throw refused(
                    kind,
                    name,
                    "use 1 to 64 letters, digits, '_', '-' or '.', beginning with a letter or digit");
        }
        return name;
    }

    /// An activity, such as `User Subscriptions`.
    public static String activity(String name) {
        if (name.length() > ACTIVITY_CHARS_MAX || !ACTIVITY.matcher(name).matches()) {
            throw refused("activity", name, "use 1 to 50 letters, digits, spaces, '_', '-' or '.'");
        }
        return name;
    }

    /// The name of a DID: 1 to 250 bytes of UTF-8; `/` separates segments, none of which is empty,
    /// `.` or `..`; no control characters. Spaces and letters of any script are welcome.
    public static String did(String name) {
        if (isPlain(name)) {
            return name;
        }
        if (name.isEmpty()) {
            throw refused("name", name, "a name is not empty");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw refused("name", name, "it is not valid Unicode");
        }
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > DID_NAME_BYTES_MAX) {
            throw refused(
                    "name",
                    name,
                    "it has " + bytes + " bytes in UTF-8, at most " + DID_NAME_BYTES_MAX + " fit");
        }
        if (name.codePoints().anyMatch(Character::isISOControl)) {
            throw refused("name", name, "it holds a control character");
        }
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw refused("name", name, "no part between '/' may be empty, '.' or '..'");
            }
        }
        return name;
    }

    private static boolean isScope(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /// Whether a name is one of ASCII that nothing is wrong with: nearly all are, and are told in
    /// one pass.
    private static boolean isPlain(String name) {
        int length = name.length();
        if (length > DID_NAME_BYTES_MAX) {
            return false;
        }
        int segment = 0;
        boolean dots = true;
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c == '/') {
                if (dots && segment <= 2) {
                    return false;
                }
                segment = 0;
                dots = true;
            } else if (c < ' ' || c >= 0x7F) {
                return false;
            } else {
                segment++;
                dots &= c == '.';
            }
        }
        return !(dots && segment <= 2);
    }

    private static EngineException refused(String kind, String name, String why) {
        return new EngineException(
                ErrorCode.INVALID_NAME, "invalid " + kind + " \"" + printable(name) + "\": " + why);
    }

    /// A name as it may stand in a one-line message: control characters escaped, long ones cut.
    public static String printable(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints()
                .limit(80)
                .forEach(c -> {
                    if (Character.isISOControl(c)) {
                        out.append(String.format("\\u%04x", c));
                    } else {
                        out.appendCodePoint(c);
                    }
                });
        return name.codePointCount(0, name.length()) > 80 ? out + "…" : out.toString();
    }
}
