package org.godwit.namespace;

import org.godwit.catalog.schema.AccountRow;
import org.godwit.catalog.schema.Sequences;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.AccountType;
import org.godwit.model.Names;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Adds an account. Answers its id.
///
/// @param admin whether it may do everything
public record AddAccount(String name, AccountType type, boolean admin) implements Command<Integer> {
    @Override
    public Integer decide(Context context) {
        Names.identifier("account", name);
        if (context.tx().get(Tables.ACCOUNT_BY_NAME, name).isPresent()) {
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "account \"" + name + "\" exists; `godwit account list` shows it");
        }
        int id = Math.toIntExact(context.nextId(Sequences.ACCOUNTS));
        context.tx().put(Tables.ACCOUNTS, id, new AccountRow(name, type, admin, context.now()));
        return id;
    }
}
