package org.godwit.api.resource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
import org.godwit.model.Adler32;
import org.godwit.model.Did;
import org.godwit.model.DidType;
import org.godwit.namespace.AddDids;
import org.godwit.namespace.Dids;
import org.godwit.namespace.NewDid;
import org.godwit.namespace.SetMetadata;
import org.godwit.namespace.SetOpen;
import org.godwit.namespace.Tree;
import org.godwit.namespace.search.DidFilter;
import org.godwit.namespace.search.DidSearch;
import org.godwit.namespace.search.DidTypes;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// DIDs: adding, finding, opening and closing, metadata.
final class DidResource implements Resource {
    private static final String DID = "/godwit/v1/dids/{scope}/{name}";

    private static final long LIMIT_MAX = 1_000_000;

    private final Backend backend;

    DidResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/godwit/v1/dids", Access.OWNER, this::add).once(),
                Route.get("/godwit/v1/dids/{scope}", this::list)
                        .withQuery(
                                "name", "type", "filter", "after", "limit", "recursive", "explain"),
                Route.get(DID, this::show),
                Route.get(DID + "/parents", this::parents),
                Route.put(DID + "/status", Access.OWNER, this::setStatus),
                Route.put(DID + "/metadata", Access.OWNER, this::setMetadata));
    }

    private Answer add(Call call) {
        List<NewDid> dids = new ArrayList<>();
        Set<String> scopes = new HashSet<>();
        for (JsonInput item :
                call.body("dids")
                        .objects("dids", "scope", "name", "type", "bytes", "adler32", "metadata")) {
            NewDid did = newDid(item);
            dids.add(did);
            scopes.add(did.name().scope());
        }
        Permit permit = Scopes.permit(backend, call.caller(), scopes);
        return backend.answer(
                call,
                permit,
                new AddDids(dids, call.caller().account()),
                added -> new Answer.Json(201, Json.object().put("dids", added.size())));
    }

    private static NewDid newDid(JsonInput item) {
        Did name = DidJson.of(item);
        DidType type =
                item.optional("type", DidType.class)
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.INVALID_INPUT,
                                        "field \"type\" of "
                                                + name
                                                + " is missing: give FILE, DATASET or CONTAINER"));
        Map<String, String> metadata = item.map("metadata");
        if (type == DidType.FILE) {
            return new NewDid(
                    name,
                    type,
                    item.number("bytes"),
                    Adler32.parse(item.text("adler32")),
                    metadata);
        }
        if (item.optionalNumber("bytes").isPresent() || item.optionalText("adler32").isPresent()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    name + " is a " + type + ", which has neither bytes nor adler32 of its own");
        }
        return new NewDid(name, type, 0, new Adler32(0), metadata);
    }

    /// Names in order, but for filters that the index of metadata answers. Nothing is read that the
    /// client does not take; with `explain`, only what a search would read is told.
    private Answer list(Call call) {
        Function<CatalogView, DidSearch.Query> query = query(call);
        if (call.query("explain").filter("true"::equals).isPresent()) {
            DidSearch.Statistics went =
                    backend.read(view -> DidSearch.run(view, query.apply(view), (_, _) -> {}));
            return Answer.ok(
                    Json.object()
                            .put("read", went.way())
                            .put("scanned", went.scanned())
                            .put("found", went.found()));
        }
        return Rows.of(
                backend,
                (view, sink) -> {
                    DidSearch.Statistics _ =
                            DidSearch.run(
                                    view,
                                    query.apply(view),
                                    (id, row) -> sink.row(DidJson.row(view, id, row)));
                });
    }

    private static Function<CatalogView, DidSearch.Query> query(Call call) {
        DidTypes types = call.query("type", DidTypes.class).orElse(DidTypes.ALL);
        DidFilter filter = DidFilter.parse(call.query("filter").orElse(""));
        long limit = call.queryNumber("limit", 1, LIMIT_MAX).orElse(Long.MAX_VALUE);
        boolean recursive = call.query("recursive").filter("true"::equals).isPresent();
        return view ->
                new DidSearch.Query(
                        Dids.scopeId(view, call.path("scope")),
                        call.query("name"),
                        types,
                        filter,
                        call.query("after"),
                        limit,
                        recursive);
    }

    private Answer show(Call call) {
        Did did = DidJson.of(call);
        return Answer.ok(backend.read(view -> DidJson.whole(view, Dids.id(view, did))));
    }

    private Answer parents(Call call) {
        Did did = DidJson.of(call);
        return Rows.of(
                backend,
                (view, sink) -> {
                    for (long parent : Tree.parents(view, Dids.id(view, did))) {
                        sink.row(DidJson.typed(view, Dids.row(view, parent)));
                    }
                });
    }

    private Answer setStatus(Call call) {
        boolean open =
                call.body("open")
                        .optionalFlag("open")
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.INVALID_INPUT,
                                        "field \"open\" is missing: give true or false"));
        Did did = DidJson.of(call);
        backend.decide(
                Scopes.permit(backend, call.caller(), Set.of(did.scope())), new SetOpen(did, open));
        return show(call);
    }

    /// `null` removes an entry.
    private Answer setMetadata(Call call) {
        Did did = DidJson.of(call);
        Map<String, Optional<String>> entries = call.body("metadata").changes("metadata");
        backend.decide(
                Scopes.permit(backend, call.caller(), Set.of(did.scope())),
                new SetMetadata(did, entries));
        return show(call);
    }
}
