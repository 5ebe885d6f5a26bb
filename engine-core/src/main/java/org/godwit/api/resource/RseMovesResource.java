package org.godwit.api.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.godwit.api.access.Backend;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Json;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;
import org.godwit.catalog.CatalogView;
import org.godwit.decision.Command;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.rule.MovesPreview;
import org.godwit.runtime.EngineClock;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.Rses;
import org.godwit.topology.SetRseAttribute;
import org.godwit.topology.SetRseAvailability;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Which rules a change of an RSE would have move what. Changes nothing.
final class RseMovesResource implements Resource {
    private final Backend backend;
    private final EngineClock clock;

    RseMovesResource(Backend backend, EngineClock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/godwit/v1/rses/{rse}/moves", this::preview)
                        .withQuery("set", "read", "write", "delete"));
    }

    private Answer preview(Call call) {
        String rse = call.path("rse");
        List<Command<?>> changes = new ArrayList<>();
        for (String entry :
                call.query("set").map(text -> text.split(",", -1)).orElse(new String[0])) {
            String[] pair = entry.split("=", 2);
            if (pair.length < 2) {
                throw new EngineException(
                        ErrorCode.INVALID_INPUT, "\"" + entry + "\" is not KEY=VALUE");
            }
            changes.add(new SetRseAttribute(rse, pair[0], pair[1]));
        }
        changes.add(
                new SetRseAvailability(
                        rse, flag(call, "read"), flag(call, "write"), flag(call, "delete")));
        return Rows.of(
                backend,
                (view, sink) ->
                        MovesPreview.of(view, clock.now(), changes)
                                .forEach(moves -> sink.row(json(view, moves))));
    }

    private static Optional<Boolean> flag(Call call, String name) {
        return call.query(name).map("true"::equals);
    }

    private static ObjectNode json(CatalogView view, MovesPreview.Moves moves) {
        ObjectNode json =
                Json.object()
                        .put("rule", moves.rule().toString())
                        .put("did", Dids.name(view, moves.row().did()).toString())
                        .put("account", Accounts.row(view, moves.row().account()).name())
                        .put("expression", moves.row().expression());
        json.set("from", names(view, moves.from()));
        json.set("to", names(view, moves.to()));
        return json.put("files", moves.moved().items()).put("bytes", moves.moved().bytes());
    }

    private static ArrayNode names(CatalogView view, List<Integer> rses) {
        Stream<StringNode> names =
                rses.stream().map(rse -> StringNode.valueOf(Rses.row(view, rse).name()));
        return Json.array(names);
    }
}
