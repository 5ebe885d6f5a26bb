package org.godwit.model;

import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// A data identifier, `scope:name`: a file, dataset or container.
public record Did(String scope, String name) {
    public Did {
        Names.scope(scope);
        Names.did(name);
    }

    /// Parses `scope:name`; the first colon separates.
    public static Did parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new EngineException(
                    ErrorCode.INVALID_NAME,
                    "invalid DID \"" + Names.printable(text) + "\": write it as scope:name");
        }
        return new Did(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return scope + ":" + name;
    }
}
