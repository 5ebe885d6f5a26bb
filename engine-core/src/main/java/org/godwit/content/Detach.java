package org.godwit.content;

import java.util.List;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.namespace.Dids;

/// Detaches DIDs from a dataset or container, all or none. Answers how many.
public record Detach(Did parent, List<Did> children) implements Command<Integer> {
    public Detach {
        children = List.copyOf(children);
    }

    @Override
    public Integer decide(Context context) {
        long collection = Dids.id(context.tx(), parent);
        List<Long> ids = children.stream().map(did -> Dids.id(context.tx(), did)).toList();
        Attachments.detach(context, collection, ids);
        return ids.size();
    }
}
