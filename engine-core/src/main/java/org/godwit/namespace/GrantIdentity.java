package org.godwit.namespace;

import java.util.Optional;
import org.godwit.catalog.schema.IdentityRow;
import org.godwit.decision.Command;
import org.godwit.decision.Context;

/// Lets the holder of a certificate act as an account. Answers the identity's key. The same again
/// changes nothing.
///
/// @param certificate the name on it
public record GrantIdentity(String certificate, String account) implements Command<String> {
    @Override
    public String decide(Context context) {
        int id = Accounts.id(context.tx(), account);
        String identity = Identities.x509(certificate);
        Identities.grant(
                context,
                identity,
                new IdentityRow(id, certificate, context.now(), Optional.empty()));
        return identity;
    }
}
