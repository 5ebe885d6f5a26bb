package org.godwit.api.resource;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.JsonInput;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.audit.ApplyAudit;
import org.godwit.audit.AuditRows;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.AuditFindingKey;
import org.godwit.catalog.schema.AuditFindingRow;
import org.godwit.catalog.schema.AuditRow;
import org.godwit.catalog.schema.AuditTally;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.Tables;
import org.godwit.engine.audit.AuditProgress;
import org.godwit.model.AuditKind;
import org.godwit.model.AuditState;
import org.godwit.model.Did;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// Comparisons of storages with the catalogue.
final class AuditResource implements Resource {
    private static final String AUDIT = "/godwit/v1/audits/{id}";

    private final Backend backend;

    AuditResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/godwit/v1/rses/{rse}/audits", Access.ADMIN, this::start),
                Route.get("/godwit/v1/audits", this::list).withQuery("rse"),
                Route.get(AUDIT, this::show),
                Route.get(AUDIT + "/findings", this::findings).withQuery("kind"),
                Route.post(AUDIT + "/settlement", Access.ADMIN, this::apply));
    }

    private Answer start(Call call) {
        call.body();
        long id =
                backend.startAudit(
                        Authorizer.admin(call.caller()), call.path("rse"), call.caller().account());
        return new Answer.Json(202, Json.object().put("id", id));
    }

    private Answer list(Call call) {
        Optional<String> rse = call.query("rse");
        return Rows.of(
                backend,
                (view, sink) -> {
                    Optional<Integer> only = rse.map(name -> Rses.id(view, name));
                    Rows.each(
                            view.scanAll(Tables.AUDITS),
                            sink,
                            (id, row) ->
                                    only.filter(other -> other != row.rse()).isPresent()
                                            ? Optional.empty()
                                            : Optional.of(json(view, id, row)));
                });
    }

    private Answer show(Call call) {
        long id = id(call);
        return Answer.ok(backend.read(view -> json(view, id, AuditRows.row(view, id))));
    }

    private Answer findings(Call call) {
        long id = id(call);
        Optional<AuditKind> kind = call.query("kind", AuditKind.class);
        return Rows.of(
                backend,
                (view, sink) -> {
                    AuditRows.row(view, id);
                    Rows.each(
                            AuditRows.findings(view, id, ""),
                            sink,
                            (key, row) ->
                                    kind.filter(other -> other != row.kind()).isPresent()
                                            ? Optional.empty()
                                            : Optional.of(finding(view, key, row)));
                });
    }

    private Answer apply(Call call) {
        JsonInput body = call.body("lost", "dark", "older_than_seconds", "even_if_many", "dry_run");
        ApplyAudit command =
                new ApplyAudit(
                        id(call),
                        body.optionalFlag("lost").orElse(false),
                        body.optionalFlag("dark").orElse(false),
                        body.optionalNumber("older_than_seconds")
                                .map(Duration::ofSeconds)
                                .orElse(ApplyAudit.OLDER_THAN),
                        body.optionalFlag("even_if_many").orElse(false),
                        call.caller().account());
        boolean dryRun = body.optionalFlag("dry_run").orElse(false);
        ApplyAudit.Plan plan =
                dryRun
                        ? backend.rehearse(command)
                        : backend.applyAudit(Authorizer.admin(call.caller()), command);
        return new Answer.Json(
                dryRun ? 200 : 202,
                Json.object()
                        .put("replicas", plan.replicas())
                        .put("replica_bytes", plan.replicaBytes())
                        .put("last_copies", plan.lastCopies())
                        .put("files", plan.files())
                        .put("file_bytes", plan.fileBytes())
                        .put("percent", plan.percent()));
    }

    private static long id(Call call) {
        return Ids.parse(call.path("id"), "audit");
    }

    private ObjectNode json(CatalogView view, long id, AuditRow row) {
        Optional<AuditProgress> progress = backend.audits().progress(id);
        AuditTally tally = row.tally();
        boolean running = row.state() == AuditState.RUNNING;
        ObjectNode json =
                Json.object()
                        .put("id", id)
                        .put("rse", Rses.row(view, row.rse()).name())
                        .put("account", Accounts.row(view, row.account()).name())
                        .put("state", word(row.state()));
        Json.text(json, "doing", progress.map(AuditProgress::doing));
        Json.time(json, "list_made_at", row.dumpedAt());
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        Json.time(json, "ended_at", row.endedAt());
        json.put("failure", row.failure());
        long known =
                running ? progress.map(AuditProgress::known).orElse(0L) : tally.known().items();
        long listed =
                running ? progress.map(AuditProgress::listed).orElse(0L) : tally.listed().items();
        json.put("known_files", known)
                .put("known_bytes", tally.known().bytes())
                .put("listed_files", listed)
                .put("listed_bytes", tally.listed().bytes());
        count(json, "lost", tally.lost());
        count(json, "dark", tally.dark());
        count(json, "wrong_size", tally.wrongSize());
        json.put("last_copies", tally.lastCopies())
                .put("unchecked", tally.unchecked())
                .put("problems", tally.problems())
                .put("untold", tally.untold())
                .put("declared", row.settled().declared())
                .put("quarantined", row.settled().quarantined())
                .put("left", row.settled().left());
        return json;
    }

    private static void count(ObjectNode json, String what, Count count) {
        json.put(what + "_files", count.items()).put(what + "_bytes", count.bytes());
    }

    private static ObjectNode finding(CatalogView view, AuditFindingKey key, AuditFindingRow row) {
        ObjectNode json = Json.object().put("path", key.path()).put("kind", word(row.kind()));
        Optional<Did> did =
                Optional.of(key.did())
                        .filter(file -> file != 0)
                        .filter(file -> view.get(Tables.DIDS, file).isPresent())
                        .map(file -> Dids.name(view, file));
        Json.text(json, "scope", did.map(Did::scope));
        Json.text(json, "name", did.map(Did::name));
        json.put("bytes_known", row.bytesKnown()).put("bytes_found", row.bytesFound());
        Json.time(json, "modified_at", row.modified());
        return json.put("state", word(row.state())).put("note", row.note());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
