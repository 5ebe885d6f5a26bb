package org.godwit.api.resource;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.godwit.api.access.Authenticator;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.access.Permit;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.JsonInput;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.schema.IdentityRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Names;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.AddToken;
import org.godwit.namespace.Identities;
import org.godwit.namespace.RevokeToken;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import tools.jackson.databind.node.ObjectNode;

/// Tokens: 256 random bits, shown once; the catalogue keeps their SHA-256.
final class TokenResource implements Resource {
    private static final int TOKEN_BYTES = 32;
    private static final Duration LIFETIME_DEFAULT = Duration.ofHours(1);
    private static final Duration LIFETIME_MAX = Duration.ofDays(366);
    private static final String PREFIX = Identities.token("");

    private final Backend backend;
    private final EngineClock clock;
    private final SecureRandom random = new SecureRandom();

    TokenResource(Backend backend, EngineClock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/tokens", this::list),
                Route.post("/godwit/v1/tokens", Access.OWNER, this::add),
                Route.delete("/godwit/v1/tokens/{id}", Access.OWNER, this::revoke));
    }

    /// Own tokens only.
    private Answer list(Call call) {
        int account = call.caller().accountId();
        return Rows.of(
                backend,
                (view, sink) ->
                        Rows.each(
                                view.scan(Tables.IDENTITIES, PREFIX, PREFIX + "g"),
                                sink,
                                (key, row) ->
                                        row.account() == account
                                                ? Optional.of(json(key, row))
                                                : Optional.empty()));
    }

    private static ObjectNode json(String key, IdentityRow row) {
        ObjectNode json =
                Json.object().put("id", key.substring(PREFIX.length())).put("label", row.label());
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        Json.time(json, "expires_at", row.expiresAt());
        return json;
    }

    private Answer add(Call call) {
        JsonInput body = call.body("label", "lifetime_seconds");
        long seconds =
                body.optionalInt("lifetime_seconds", 1, Math.toIntExact(LIFETIME_MAX.toSeconds()))
                        .map(Integer::longValue)
                        .orElse(LIFETIME_DEFAULT.toSeconds());
        String label = body.optionalText("label").orElse("");
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        String hash = Authenticator.sha256(token);
        Instant end = clock.now().plusSeconds(seconds);
        backend.decide(
                Authorizer.self(call.caller()),
                new AddToken(hash, call.caller().account(), label, Optional.of(end)));
        ObjectNode json = Json.object().put("id", hash).put("token", token).put("label", label);
        Json.time(json, "expires_at", Optional.of(end));
        return Answer.created(json);
    }

    private Answer revoke(Call call) {
        String id = call.path("id");
        Permit permit =
                backend.read(view -> {
                    Optional<IdentityRow> row = view.get(Tables.IDENTITIES, Identities.token(id));
                    if (row.isEmpty()) {
                        throw new EngineException(
                                ErrorCode.NOT_FOUND,
                                "there is no token "
                                        + Names.printable(id)
                                        + "; `godwit token list` shows yours");
                    }
                    return Authorizer.onBehalfOf(
                            call.caller(), Accounts.row(view, row.get().account()).name());
                });
        backend.decide(permit, new RevokeToken(id));
        return Answer.done();
    }
}
