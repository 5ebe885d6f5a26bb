package org.godwit.api.resource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.ExpectedRow;
import org.godwit.catalog.schema.ScanItemKey;
import org.godwit.catalog.schema.ScanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.Adler32;
import org.godwit.model.Names;
import org.godwit.namespace.Accounts;
import org.godwit.registration.StartScan;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ObjectNode;

/// Registrations of files where they lie.
final class RegistrationResource implements Resource {
    private static final String REGISTRATION = "/godwit/v1/registrations/{id}";

    private final Backend backend;

    RegistrationResource(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/godwit/v1/registrations", Access.ADMIN, this::start),
                Route.get("/godwit/v1/registrations", this::list),
                Route.get(REGISTRATION, this::show),
                Route.get(REGISTRATION + "/problems", this::problems));
    }

    private Answer start(Call call) {
        JsonInput body = call.body("rse", "path", "scope", "prefix", "dataset", "expected");
        Map<String, ExpectedRow> expected = new HashMap<>();
        for (JsonInput item : body.objects("expected", "name", "bytes", "adler32")) {
            String name = item.text("name");
            ExpectedRow row =
                    new ExpectedRow(
                            item.optionalNumber("bytes"),
                            item.optionalText("adler32").map(text -> Adler32.parse(text).value()));
            if (expected.put(name, row) != null) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT,
                        "expected file \"" + Names.printable(name) + "\" is given twice");
            }
        }
        long id =
                backend.decide(
                        Authorizer.admin(call.caller()),
                        new StartScan(
                                body.text("rse"),
                                body.optionalText("path").orElse(""),
                                body.text("scope"),
                                body.optionalText("prefix").orElse(""),
                                body.optionalText("dataset"),
                                expected,
                                call.caller().account()));
        return new Answer.Json(202, Json.object().put("id", id));
    }

    private Answer list(Call call) {
        return Rows.of(
                backend,
                (view, sink) ->
                        Rows.each(
                                view.scanAll(Tables.SCANS),
                                sink,
                                (id, row) -> Optional.of(json(view, id, row))));
    }

    private Answer show(Call call) {
        long id = id(call);
        return Answer.ok(backend.read(view -> json(view, id, row(view, id))));
    }

    private Answer problems(Call call) {
        long id = id(call);
        return Rows.of(
                backend,
                (view, sink) -> {
                    row(view, id);
                    Rows.each(
                            view.scan(
                                    Tables.SCAN_PROBLEMS,
                                    new ScanItemKey(id, ""),
                                    new ScanItemKey(id + 1, "")),
                            sink,
                            (key, reason) ->
                                    Optional.of(
                                            Json.object()
                                                    .put("path", key.name())
                                                    .put("reason", reason)));
                });
    }

    private static long id(Call call) {
        String text = call.path("id");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "invalid registration id \""
                            + Names.printable(text)
                            + "\": it is a whole number");
        }
    }

    private static ScanRow row(CatalogView view, long id) {
        return view.get(Tables.SCANS, id)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.NOT_FOUND,
                                "registration "
                                        + id
                                        + " does not exist; GET /godwit/v1/registrations lists them"));
    }

    private static ObjectNode json(CatalogView view, long id, ScanRow row) {
        ObjectNode json =
                Json.object()
                        .put("id", id)
                        .put("rse", Rses.row(view, row.rse()).name())
                        .put("path", row.path())
                        .put("scope", view.get(Tables.SCOPES, row.scope()).orElseThrow().name())
                        .put("prefix", row.prefix());
        // None, or one that has come to its end since.
        Json.text(json, "dataset", view.get(Tables.DIDS, row.dataset()).map(DidRow::name));
        json.put("account", Accounts.row(view, row.account()).name())
                .put("state", row.endedAt().isPresent() ? "done" : "running")
                .put("seen", row.seen())
                .put("files", row.files())
                .put("bytes", row.bytes())
                .put("problems", row.problems());
        Json.time(json, "created_at", Optional.of(row.createdAt()));
        Json.time(json, "ended_at", row.endedAt());
        return json;
    }
}
