package org.godwit.store.schema;

import java.time.Instant;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Instants as the catalogue keeps them: whole milliseconds since 1970.
final class Times {
    private Times() {}

    static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the time " + time + " is too far away: choose one in this geological era",
                    e);
        }
    }
}
