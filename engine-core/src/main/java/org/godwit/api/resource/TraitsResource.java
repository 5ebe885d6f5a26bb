package org.godwit.api.resource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.godwit.api.access.Backend;
import org.godwit.api.access.Permit;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.JsonInput;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.content.AddConstituents;
import org.godwit.content.Archives;
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.namespace.Dids;
import org.godwit.namespace.NewDid;
import org.godwit.namespace.SetMetadata;
import org.godwit.namespace.SetTraits;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import tools.jackson.databind.node.ObjectNode;

/// What DIDs are like beside their content: traits, single entries of metadata, and which files lie
/// in which archives.
final class TraitsResource implements Resource {
    private static final String DID = "/godwit/v1/dids/{scope}/{name}";
    private static final long LIFETIME_SECONDS_MAX = Duration.ofDays(36_500).toSeconds();

    private final Backend backend;

    TraitsResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.put(DID + "/traits", Access.OWNER, this::setTraits),
                Route.get(DID + "/metadata", this::metadata),
                Route.delete(DID + "/metadata/{key}", Access.OWNER, this::deleteMetadata),
                Route.get(DID + "/constituents", this::constituents),
                Route.post(DID + "/constituents", Access.OWNER, this::addConstituents).once(),
                Route.get(DID + "/archives", this::archives));
    }

    /// `lifetime` in seconds from now; `null` takes the end away.
    private Answer setTraits(Call call) {
        Did did = DidJson.of(call);
        JsonInput body = call.body("monotonic", "hidden", "lifetime");
        Optional<Optional<Duration>> lifetime =
                body.has("lifetime") ? Optional.of(lifetime(body)) : Optional.empty();
        backend.decide(
                permit(call, did),
                new SetTraits(
                        did,
                        body.optionalFlag("monotonic"),
                        body.optionalFlag("hidden"),
                        lifetime));
        return Answer.ok(backend.read(view -> DidJson.whole(view, Dids.id(view, did))));
    }

    private static Optional<Duration> lifetime(JsonInput body) {
        return body.optionalNumber("lifetime")
                .map(seconds -> {
                    if (seconds < 0 || seconds > LIFETIME_SECONDS_MAX) {
                        throw new EngineException(
                                ErrorCode.INVALID_INPUT,
                                "lifetime is "
                                        + seconds
                                        + ": give seconds from 0 to "
                                        + LIFETIME_SECONDS_MAX);
                    }
                    return Duration.ofSeconds(seconds);
                });
    }

    private Answer metadata(Call call) {
        Did did = DidJson.of(call);
        return Answer.ok(
                backend.read(view -> {
                    ObjectNode json = Json.object();
                    new TreeMap<>(Dids.row(view, Dids.id(view, did)).metadata()).forEach(json::put);
                    return json;
                }));
    }

    private Answer deleteMetadata(Call call) {
        Did did = DidJson.of(call);
        String key = call.path("key");
        backend.decide(permit(call, did), new SetMetadata(did, Map.of(key, Optional.empty())));
        return Answer.done();
    }

    private Answer constituents(Call call) {
        Did did = DidJson.of(call);
        return Rows.of(
                backend,
                (view, sink) -> {
                    long id = Dids.id(view, did);
                    Rows.each(
                            view.scan(
                                    Tables.ARCHIVE_CONTENTS,
                                    new ContentKey(id, 0),
                                    new ContentKey(id + 1, 0)),
                            sink,
                            (key, _) ->
                                    Optional.of(DidJson.file(view, Dids.row(view, key.child()))));
                });
    }

    private Answer addConstituents(Call call) {
        Did did = DidJson.of(call);
        List<NewDid> files = new ArrayList<>();
        Set<String> scopes = new HashSet<>(Set.of(did.scope()));
        for (JsonInput item :
                call.body("files").objects("files", "scope", "name", "bytes", "adler32")) {
            NewDid file =
                    NewDid.file(
                            DidJson.of(item),
                            item.number("bytes"),
                            Adler32.parse(item.text("adler32")));
            files.add(file);
            scopes.add(file.name().scope());
        }
        return backend.answer(
                call,
                Scopes.permit(backend, call.caller(), scopes),
                new AddConstituents(did, files, call.caller().account()),
                added -> new Answer.Json(201, Json.object().put("added", added)));
    }

    private Answer archives(Call call) {
        Did did = DidJson.of(call);
        return Rows.of(
                backend,
                (view, sink) ->
                        Archives.holding(view, Dids.id(view, did))
                                .forEach(archive -> sink.row(archive(view, archive))));
    }

    private static ObjectNode archive(CatalogView view, long id) {
        return DidJson.file(view, Dids.row(view, id));
    }

    private Permit permit(Call call, Did did) {
        return Scopes.permit(backend, call.caller(), Set.of(did.scope()));
    }
}
