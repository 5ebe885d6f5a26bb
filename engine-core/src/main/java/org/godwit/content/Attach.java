package org.godwit.content;

import java.util.List;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.namespace.Dids;

/// Attaches DIDs to a dataset or container, all or none. Answers how many are new there.
public record Attach(Did parent, List<Did> children, Attachments.Duplicates duplicates)
        implements Command<Integer> {
    public Attach {
        children = List.copyOf(children);
    }

    @Override
    public Integer decide(Context context) {
        long collection = Dids.id(context.tx(), parent);
        List<Long> ids = children.stream().map(did -> Dids.id(context.tx(), did)).toList();
        return Attachments.attach(context, collection, ids, duplicates);
    }
}
