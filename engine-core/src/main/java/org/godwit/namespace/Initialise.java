package org.godwit.namespace;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.IdentityRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.AccountType;

/// Sees to the administrator's account, its certificates and its scopes; what is there stays as it
/// is. There is no password: who holds one of the certificates is the administrator. Answers the
/// account's id.
///
/// @param certificates names on the administrators' certificates
/// @param scopes that the account owns if they are new
public record Initialise(List<String> certificates, List<String> scopes)
        implements Command<Integer> {
    public Initialise {
        certificates = List.copyOf(certificates);
        scopes = List.copyOf(scopes);
    }

    @Override
    public Integer decide(Context context) {
        Optional<Integer> present = context.tx().get(Tables.ACCOUNT_BY_NAME, Accounts.ROOT);
        int root =
                present.orElseGet(() ->
                        new AddAccount(Accounts.ROOT, AccountType.SERVICE, true).decide(context));
        for (String certificate : certificates) {
            String identity = Identities.x509(certificate);
            if (context.tx().get(Tables.IDENTITIES, identity).isEmpty()) {
                Identities.grant(
                        context,
                        identity,
                        new IdentityRow(root, certificate, context.now(), Optional.empty()));
            }
        }
        for (String scope : scopes) {
            if (context.tx().get(Tables.SCOPE_BY_NAME, scope).isEmpty()) {
                new AddScope(scope, Accounts.ROOT).decide(context);
            }
        }
        return root;
    }
}
