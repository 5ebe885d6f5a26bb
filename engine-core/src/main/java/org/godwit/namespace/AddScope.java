package org.godwit.namespace;

import org.godwit.catalog.schema.ScopeRow;
import org.godwit.catalog.schema.Sequences;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Adds a scope that an account owns. Answers its id.
public record AddScope(String name, String account) implements Command<Integer> {
    @Override
    public Integer decide(Context context) {
        Names.scope(name);
        if (context.tx().get(Tables.SCOPE_BY_NAME, name).isPresent()) {
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "scope \"" + name + "\" exists; `godwit scope list` shows it");
        }
        int owner = Accounts.id(context.tx(), account);
        int id = Math.toIntExact(context.nextId(Sequences.SCOPES));
        context.tx().put(Tables.SCOPES, id, new ScopeRow(name, owner, context.now()));
        return id;
    }
}
