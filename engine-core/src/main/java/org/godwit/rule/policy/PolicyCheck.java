package org.godwit.rule.policy;

import java.util.regex.Pattern;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What policies may be called.
final class PolicyCheck {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private PolicyCheck() {}

    static void name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new EngineException(
                    ErrorCode.INVALID_NAME,
                    "invalid policy name \""
                            + Names.printable(name)
                            + "\": use 1 to 64 letters, digits, '.', '_' or '-'");
        }
    }
}
