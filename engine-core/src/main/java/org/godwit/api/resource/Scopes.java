package org.godwit.api.resource;

import java.util.Set;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.access.Caller;
import org.godwit.api.access.Permit;

/// Permits in several scopes at once.
final class Scopes {
    private Scopes() {}

    /// Leave to change what is in all of these scopes.
    static Permit permit(Backend backend, Caller caller, Set<String> scopes) {
        return backend.look(view -> {
            Permit permit = Authorizer.self(caller);
            for (String scope : scopes) {
                permit = Authorizer.inScope(caller, view, scope);
            }
            return permit;
        });
    }
}
