package org.godwit.api.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.JsonInput;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.DeletionGuardRow;
import org.godwit.catalog.schema.RseRow;
import org.godwit.catalog.schema.SiteRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.deletion.DeletionPermit;
import org.godwit.deletion.SpaceGoals;
import org.godwit.expression.Dialect;
import org.godwit.message.FromAgent;
import org.godwit.model.ReplicaState;
import org.godwit.model.RseType;
import org.godwit.topology.AddRse;
import org.godwit.topology.Drains;
import org.godwit.topology.RseMatch;
import org.godwit.topology.Rses;
import org.godwit.topology.SetRseAttribute;
import org.godwit.topology.SetRseAvailability;
import org.godwit.topology.UnsetRseAttribute;
import tools.jackson.databind.node.ObjectNode;

/// RSEs, their attributes, availability and usage.
final class RseResource implements Resource {
    private static final String RSE = "/godwit/v1/rses/{rse}";

    private final Backend backend;

    RseResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/rses", this::list).withQuery("expression"),
                Route.get(RSE, this::show),
                Route.post(RSE, Access.ADMIN, this::add),
                Route.put(RSE + "/attributes/{key}", Access.ADMIN, this::setAttribute),
                Route.delete(RSE + "/attributes/{key}", Access.ADMIN, this::unsetAttribute),
                Route.put(RSE + "/availability", Access.ADMIN, this::setAvailability),
                Route.get(RSE + "/usage", this::usage));
    }

    private Answer list(Call call) {
        Optional<String> expression = call.query("expression");
        return Rows.of(
                backend,
                (view, sink) -> {
                    if (expression.isPresent()) {
                        RseMatch.idsOrFail(view, expression.get(), Dialect.RULE)
                                .forEach(id -> sink.row(json(view, Rses.row(view, id))));
                    } else {
                        Rows.values(view.scanAll(Tables.RSES), sink, row -> json(view, row));
                    }
                });
    }

    private Answer show(Call call) {
        return Answer.ok(backend.read(view -> rse(view, call.path("rse"))));
    }

    private static ObjectNode rse(CatalogView view, String name) {
        return json(view, Rses.row(view, Rses.id(view, name)));
    }

    private static ObjectNode json(CatalogView view, RseRow row) {
        SiteRow site = Rses.site(view, row.site());
        ObjectNode json =
                Json.object()
                        .put("rse", row.name())
                        .put("site", site.name())
                        .put("country", site.country())
                        .put("type", row.type().name())
                        .put("deterministic", row.deterministic());
        json.set(
                "availability",
                Json.object()
                        .put("read", row.readable())
                        .put("write", row.writable())
                        .put("delete", row.deletable()));
        ObjectNode attributes = Json.object();
        new TreeMap<>(row.attributes()).forEach(attributes::put);
        json.set("attributes", attributes);
        Json.text(
                json,
                "drain",
                Drains.of(view, Rses.id(view, row.name())).map(drain -> drain.state().name()));
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        return json;
    }

    private Answer add(Call call) {
        JsonInput body = call.body("site", "type", "deterministic", "attributes");
        String name = call.path("rse");
        Map<String, String> attributes = body.map("attributes");
        backend.decide(
                Authorizer.admin(call.caller()),
                new AddRse(
                        name,
                        body.text("site"),
                        body.optional("type", RseType.class).orElse(RseType.DISK),
                        body.optionalFlag("deterministic").orElse(true),
                        attributes));
        return Answer.created(backend.read(view -> rse(view, name)));
    }

    private Answer setAttribute(Call call) {
        RseRow row =
                backend.decide(
                        Authorizer.admin(call.caller()),
                        new SetRseAttribute(
                                call.path("rse"),
                                call.path("key"),
                                call.body("value").text("value")));
        return Answer.ok(backend.read(view -> json(view, row)));
    }

    private Answer unsetAttribute(Call call) {
        RseRow row =
                backend.decide(
                        Authorizer.admin(call.caller()),
                        new UnsetRseAttribute(call.path("rse"), call.path("key")));
        return Answer.ok(backend.read(view -> json(view, row)));
    }

    private Answer setAvailability(Call call) {
        JsonInput body = call.body("read", "write", "delete");
        RseRow row =
                backend.decide(
                        Authorizer.admin(call.caller()),
                        new SetRseAvailability(
                                call.path("rse"),
                                body.optionalFlag("read"),
                                body.optionalFlag("write"),
                                body.optionalFlag("delete")));
        return Answer.ok(backend.read(view -> json(view, row)));
    }

    private Answer usage(Call call) {
        String name = call.path("rse");
        Optional<FromAgent.Space> space = backend.fleet().space(name);
        return Answer.ok(backend.read(view -> usage(view, name, space)));
    }

    /// What may go, what is going, and what keeps more from going.
    private static ObjectNode deletion(CatalogView view, int rse, Optional<FromAgent.Space> space) {
        Count may = view.get(Tables.COUNTERS, CounterKey.rseReclaimable(rse)).orElse(Count.ZERO);
        Count going =
                view.get(Tables.COUNTERS, CounterKey.rseReplicas(rse, ReplicaState.BEING_DELETED))
                        .orElse(Count.ZERO);
        long needed = SpaceGoals.bytesNeeded(view, rse, Rses.row(view, rse), space);
        ObjectNode json = Json.object();
        json.set("reclaimable", Counts.files(may));
        json.set("reserved", Counts.files(going));
        json.put("trash_bytes", space.map(FromAgent.Space::trashBytes).orElse(0L));
        json.put("needed_bytes", Math.min(needed, may.bytes()));
        json.put(
                "held",
                view.get(Tables.DELETION_GUARDS, rse).filter(DeletionGuardRow::held).isPresent());
        long incarnation = view.get(Tables.SEQUENCES, "catalog-incarnation").orElse(0L);
        json.put("permitted", DeletionPermit.isGiven(view, incarnation));
        return json;
    }

    private static ObjectNode usage(
            CatalogView view, String name, Optional<FromAgent.Space> space) {
        int id = Rses.id(view, name);
        ObjectNode replicas = Json.object();
        for (ReplicaState state : ReplicaState.values()) {
            Count count =
                    view.get(Tables.COUNTERS, CounterKey.rseReplicas(id, state)).orElse(Count.ZERO);
            replicas.set(state.name(), Counts.files(count));
        }
        ObjectNode json =
                Json.object()
                        .put("rse", name)
                        .put("site", Rses.site(view, Rses.row(view, id).site()).name());
        json.set("replicas", replicas);
        json.set("deletion", deletion(view, id, space));
        space.ifPresentOrElse(
                told ->
                        json.put("total_bytes", told.totalBytes())
                                .put("free_bytes", told.freeBytes())
                                .put("read_only", told.readOnly()),
                () -> json.putNull("total_bytes").putNull("free_bytes").putNull("read_only"));
        return json;
    }
}
