package org.godwit.transfer;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.schema.ReplicaKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.BadState;
import org.godwit.model.Did;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// Declares replicas at an RSE bad or suspicious, all or none ([BadReplicas]). Answers the state of
/// each, in the order given. Declaring one again that is declared already changes nothing, but for
/// suspicions, which are counted.
///
/// @param suspicious whether it is only a doubt
/// @param reason for people, in one line
public record DeclareBad(
        String rse, List<Did> files, boolean suspicious, String reason, String account)
        implements Command<List<BadState>> {
    /// Most files of one command.
    public static final int FILES_MAX = 1_000;

    public DeclareBad {
        files = List.copyOf(files);
    }

    @Override
    public List<BadState> decide(Context context) {
        if (files.isEmpty() || files.size() > FILES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    files.size() + " replicas at a time: give 1 to " + FILES_MAX);
        }
        if (reason.isBlank() || reason.chars().anyMatch(Character::isISOControl)) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "say in one line why the replicas are doubted");
        }
        int rseId = Rses.id(context.tx(), rse);
        int by = Accounts.id(context.tx(), account);
        List<BadState> states = new ArrayList<>();
        for (Did file : files) {
            ReplicaKey key = new ReplicaKey(Dids.id(context.tx(), file), rseId);
            if (context.tx().get(Tables.REPLICAS, key).isEmpty()) {
                throw new EngineException(
                        ErrorCode.REPLICA_NOT_FOUND,
                        "%s has no replica at %s; `godwit replica list %s` shows where it is"
                                .formatted(file, rse, file));
            }
            states.add(
                    suspicious
                            ? BadReplicas.suspect(context, key, reason, by)
                            : BadReplicas.declare(context, key, reason, by));
        }
        return states;
    }
}
