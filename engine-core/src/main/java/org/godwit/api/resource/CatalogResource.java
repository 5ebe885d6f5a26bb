package org.godwit.api.resource;

import java.util.List;
import java.util.Optional;
import org.godwit.api.access.Authorizer;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Access;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.BackupStore.Backup;
import org.godwit.catalog.check.CheckReport;
import org.godwit.catalog.check.Finding;
import org.godwit.engine.CatalogBackups;
import org.godwit.engine.CatalogChecks;
import tools.jackson.databind.node.ObjectNode;

/// Care for the catalogue itself, while the engine works.
final class CatalogResource implements Resource {
    private static final String CHECK = "/godwit/v1/catalog/check";
    private static final String BACKUP = "/godwit/v1/catalog/backup";

    private final Backend backend;

    CatalogResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(CHECK, Access.ADMIN, this::start),
                Route.get(CHECK, this::show),
                Route.post(BACKUP, Access.ADMIN, this::backUp),
                Route.get(BACKUP, this::showBackup),
                Route.get("/godwit/v1/catalog/backups", this::listBackups));
    }

    private Answer backUp(Call call) {
        call.body();
        return new Answer.Json(202, json(backend.backUp(Authorizer.admin(call.caller()))));
    }

    private Answer showBackup(Call call) {
        return Answer.ok(json(backend.backups().look()));
    }

    private Answer listBackups(Call call) {
        List<Backup> all = backend.backups().list();
        return new Answer.Rows(sink -> all.forEach(backup -> sink.row(json(backup))));
    }

    private static ObjectNode json(CatalogBackups.State state) {
        ObjectNode json =
                Json.object()
                        .put("number", state.number())
                        .put("state", word(state.ended(), state.failure()))
                        .put("doing", state.doing())
                        .put("done_bytes", state.bytes());
        Json.text(json, "failure", state.failure());
        state.made().ifPresent(backup -> json.set("backup", json(backup)));
        return json;
    }

    private static ObjectNode json(Backup backup) {
        ObjectNode json = Json.object().put("id", backup.id());
        Json.time(json, "taken_at", Optional.of(backup.takenAt()));
        return json.put("bytes", backup.bytes()).put("index", backup.index());
    }

    private Answer start(Call call) {
        return new Answer.Json(202, json(backend.check(Authorizer.admin(call.caller()))));
    }

    private Answer show(Call call) {
        return Answer.ok(json(backend.lastCheck()));
    }

    private static ObjectNode json(CatalogChecks.State state) {
        ObjectNode json =
                Json.object()
                        .put("check", state.number())
                        .put("state", word(state.ended(), state.failure()))
                        .put("doing", state.doing())
                        .put("done", state.done());
        Json.text(json, "failure", state.failure());
        state.report().ifPresent(report -> add(json, report));
        return json;
    }

    private static String word(boolean ended, Optional<String> failure) {
        if (failure.isPresent()) {
            return "failed";
        }
        return ended ? "done" : "running";
    }

    private static void add(ObjectNode json, CheckReport report) {
        json.put("rows", report.rows()).put("findings_total", report.findingsTotal());
        json.set("findings", Json.array(report.findings().stream().map(CatalogResource::json)));
    }

    private static ObjectNode json(Finding finding) {
        return Json.object()
                .put("table", finding.table())
                .put("key", finding.key())
                .put("problem", finding.problem())
                .put("repairable", finding.repair().isPresent());
    }
}
