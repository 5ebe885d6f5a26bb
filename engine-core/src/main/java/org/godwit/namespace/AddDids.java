package org.godwit.namespace;

import java.util.ArrayList;
import java.util.List;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Adds files, datasets and containers, all or none; one that exists already and is the same
/// changes nothing. Answers their ids in the order given.
public record AddDids(List<NewDid> dids, String account) implements Command<List<Long>> {
    /// Most DIDs of one command.
    public static final int DIDS_MAX = 1_000;

    public AddDids {
        dids = List.copyOf(dids);
    }

    @Override
    public List<Long> decide(Context context) {
        if (dids.isEmpty() || dids.size() > DIDS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    dids.size() + " DIDs at a time: give 1 to " + DIDS_MAX);
        }
        int owner = Accounts.id(context.tx(), account);
        List<Long> ids = new ArrayList<>();
        for (NewDid did : dids) {
            ids.add(NewDids.add(context, did, owner));
        }
        return ids;
    }
}
