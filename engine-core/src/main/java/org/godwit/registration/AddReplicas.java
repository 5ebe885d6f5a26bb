package org.godwit.registration;

import java.util.ArrayList;
import java.util.List;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.namespace.Accounts;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;

/// Declares replicas that exist at an RSE, all or none, on the word of whoever says so. Files that
/// are new get their DIDs. Answers the files' ids in the order given.
public record AddReplicas(String rse, List<NewReplica> replicas, String account)
        implements Command<List<Long>> {
    /// Most replicas of one command.
    public static final int REPLICAS_MAX = 1_000;

    public AddReplicas {
        replicas = List.copyOf(replicas);
    }

    @Override
    public List<Long> decide(Context context) {
        if (replicas.isEmpty() || replicas.size() > REPLICAS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    replicas.size() + " replicas at a time: give 1 to " + REPLICAS_MAX);
        }
        int rseId = Rses.id(context.tx(), rse);
        int owner = Accounts.id(context.tx(), account);
        NewReplicas replicasThere = new NewReplicas(context, owner);
        List<Long> ids = new ArrayList<>();
        for (NewReplica replica : replicas) {
            ids.add(replicasThere.add(rseId, replica));
        }
        replicasThere.tell();
        return ids;
    }
}
