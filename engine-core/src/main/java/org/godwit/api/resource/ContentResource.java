package org.godwit.api.resource;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.content.Attach;
import org.godwit.content.Attachments;
import org.godwit.content.Detach;
import org.godwit.model.Did;
import org.godwit.namespace.Dids;

/// What datasets and containers hold.
final class ContentResource implements Resource {
    private static final String DID = "/godwit/v1/dids/{scope}/{name}";

    private final Backend backend;

    ContentResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(DID + "/contents", this::list),
                Route.post(DID + "/contents", Access.OWNER, this::attach).once(),
                Route.delete(DID + "/contents", Access.OWNER, this::detach).once(),
                Route.get(DID + "/files", this::files));
    }

    private Answer list(Call call) {
        Did did = DidJson.of(call);
        return Rows.of(
                backend,
                (view, sink) -> {
                    long id = Dids.id(view, did);
                    Rows.each(
                            view.scan(
                                    Tables.CONTENTS,
                                    new ContentKey(id, 0),
                                    new ContentKey(id + 1, 0)),
                            sink,
                            (key, _) ->
                                    Optional.of(DidJson.child(view, Dids.row(view, key.child()))));
                });
    }

    private Answer files(Call call) {
        Did did = DidJson.of(call);
        return Rows.of(
                backend,
                (view, sink) ->
                        FileWalk.files(
                                view,
                                Dids.id(view, did),
                                file -> sink.row(DidJson.file(view, Dids.row(view, file)))));
    }

    /// What is attached already is passed over, so that a request may be sent again.
    private Answer attach(Call call) {
        Did did = DidJson.of(call);
        List<Did> children = children(call);
        return backend.answer(
                call,
                Scopes.permit(backend, call.caller(), Set.of(did.scope())),
                new Attach(did, children, Attachments.Duplicates.PASSED_OVER),
                added -> new Answer.Json(201, Json.object().put("attached", added)));
    }

    private Answer detach(Call call) {
        Did did = DidJson.of(call);
        return backend.answer(
                call,
                Scopes.permit(backend, call.caller(), Set.of(did.scope())),
                new Detach(did, children(call)),
                removed -> new Answer.Json(200, Json.object().put("detached", removed)));
    }

    private static List<Did> children(Call call) {
        return call.body("dids").objects("dids", "scope", "name").stream()
                .map(DidJson::of)
                .toList();
    }
}
