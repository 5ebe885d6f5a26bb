package org.godwit.registration;

import java.util.List;
import java.util.Optional;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// One line of a list of replicas that exist: a file, where it is, and what it belongs to.
///
/// @param rses where it is, at least one
/// @param path within each of them; where the name says, if absent
/// @param dataset that it is attached to; made if it is new
public record ReplicaLine(
        List<String> rses,
        Did file,
        long bytes,
        Adler32 adler32,
        Optional<String> path,
        Optional<Did> dataset) {
    /// Most RSEs of a line.
    public static final int RSES_MAX = 100;

    public ReplicaLine {
        rses = List.copyOf(rses);
        if (rses.isEmpty() || rses.size() > RSES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, rses.size() + " RSEs: give 1 to " + RSES_MAX);
        }
        if (bytes < 0) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, bytes + " bytes; a size is not negative");
        }
    }
}
