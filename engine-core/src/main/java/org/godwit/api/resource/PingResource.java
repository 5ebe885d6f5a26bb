package org.godwit.api.resource;

import java.util.List;
import org.godwit.api.access.Backend;
import org.godwit.api.access.Caller;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;

/// Is somebody there, and who am I to them?
final class PingResource implements Resource {
    private final Backend backend;
    private final String version;

    PingResource(Backend backend, String version) {
        this.backend = backend;
        this.version = version;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/ping", this::ping),
                Route.get("/godwit/v1/whoami", this::whoami));
    }

    private Answer ping(Call call) {
        return Answer.ok(Json.object().put("version", version).put("epoch", backend.epoch()));
    }

    private Answer whoami(Call call) {
        Caller caller = call.caller();
        return Answer.ok(
                Json.object()
                        .put("account", caller.account())
                        .put("admin", caller.admin())
                        .put("identity", caller.identity()));
    }
}
