package org.godwit.api.resource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.godwit.api.web.Json;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.model.MoveKind;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.relocation.DrainProgress;
import org.godwit.relocation.MoveForecast;
import org.godwit.report.Units;
import org.godwit.rule.Forecast;
import org.godwit.topology.Drains;
import org.godwit.topology.Rses;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Plans to move copies between RSEs, and how far they are, as JSON.
final class MoveJson {
    private MoveJson() {}

    static ObjectNode plan(CatalogView view, MoveForecast plan) {
        ObjectNode json = Json.object().put("kind", plan.kind().name());
        json.set("rses", names(view, plan.rses()));
        json.put("storage_is_gone", plan.storageGone())
                .put("files", plan.held().items())
                .put("bytes", plan.held().bytes());
        json.set("moving", Json.array(plan.moving().stream().map(rule -> moving(view, rule))));
        json.set("staying", Json.array(plan.staying().stream().map(rule -> staying(view, rule))));
        json.set("links", Json.array(plan.links().stream().map(PlanJson::link)));
        json.set("fills", Json.array(plan.fills().stream().map(fill -> fill(view, fill))));
        ObjectNode last = Json.object().put("files", plan.last().files());
        last.set(
                "examples",
                Json.texts(
                        plan.last().examples().stream()
                                .map(did -> Dids.name(view, did).toString())));
        json.set("last_copies", last.put("complete", plan.last().complete()));
        json.put("files_to_move", plan.moved().items()).put("bytes_to_move", plan.moved().bytes());
        PlanJson.range(json, "seconds", Forecast.seconds(plan.links()));
        return json.put("exact", plan.exact()).put("words", words(view, plan));
    }

    private static ObjectNode moving(CatalogView view, MoveForecast.OfRule rule) {
        ObjectNode json =
                Json.object()
                        .put("rule", rule.rule().toString())
                        .put("did", Dids.name(view, rule.did()).toString())
                        .put("account", Accounts.row(view, rule.account()).name());
        json.set("from", names(view, rule.from()));
        json.set("to", names(view, rule.to()));
        return json.put("files", rule.files().items()).put("bytes", rule.files().bytes());
    }

    private static ObjectNode staying(CatalogView view, MoveForecast.Staying rule) {
        return Json.object()
                .put("rule", rule.rule().toString())
                .put("did", Dids.name(view, rule.did()).toString())
                .put("account", Accounts.row(view, rule.account()).name())
                .put("files", rule.files().items())
                .put("bytes", rule.files().bytes())
                .put("why", rule.why())
                .put(
                        "advice",
                        "`godwit rule move %s --rses EXPRESSION` lets it lie elsewhere, `godwit rule delete %s` gives its copies up"
                                .formatted(rule.rule(), rule.rule()));
    }

    private static ObjectNode fill(CatalogView view, MoveForecast.Fill fill) {
        ObjectNode json =
                Json.object()
                        .put("rse", Rses.row(view, fill.rse()).name())
                        .put("bytes_before", fill.before())
                        .put("bytes_after", fill.after())
                        .put("share", fill.share());
        fill.capacity()
                .ifPresentOrElse(
                        bytes -> json.put("capacity", bytes), () -> json.putNull("capacity"));
        return json;
    }

    static ArrayNode names(CatalogView view, List<Integer> rses) {
        return Json.texts(rses.stream().map(rse -> Rses.row(view, rse).name()));
    }

    private static String words(CatalogView view, MoveForecast plan) {
        Count moved = plan.moved();
        List<String> parts = new ArrayList<>();
        if (plan.kind() == MoveKind.REBALANCE) {
            parts.add(balance(view, plan));
        }
        parts.add(
                moved.items() == 0
                        ? "no copy has to move"
                        : "%s%,d copies (%s) move"
                                .formatted(
                                        plan.exact() ? "" : "about ",
                                        moved.items(),
                                        Units.bytes(moved.bytes())));
        Optional<Forecast.Range> seconds = Forecast.seconds(plan.links());
        if (moved.items() > 0 && seconds.isPresent()) {
            parts.add("in about " + PlanJson.time(seconds.get().likely()));
        }
        if (!plan.staying().isEmpty() && plan.kind() != MoveKind.REBALANCE) {
            parts.add(
                    "%,d rules can keep their copies nowhere else"
                            .formatted(plan.staying().size()));
        }
        if (plan.kind() == MoveKind.DECOMMISSION) {
            parts.add(
                    plan.storageGone()
                            ? "all %,d copies at %s are given up"
                                    .formatted(plan.held().items(), name(view, plan))
                            : "then all %,d copies at %s are deleted"
                                    .formatted(plan.held().items(), name(view, plan)));
        }
        if (plan.last().files() > 0) {
            parts.add(
                    plan.storageGone()
                            ? "%,d files are lost: no other good copy is known"
                                    .formatted(plan.last().files())
                            : "%,d files stay: no rule keeps them and there is no other copy"
                                    .formatted(plan.last().files()));
        }
        return String.join("; ", parts);
    }

    /// The fullest and the emptiest, by what they should hold.
    private static String balance(CatalogView view, MoveForecast plan) {
        long sum = plan.held().bytes();
        MoveForecast.Fill fullest =
                plan.fills().stream()
                        .max(Comparator.comparingDouble(fill -> off(fill, sum)))
                        .orElseThrow();
        return "%s is %.1f %% of all bytes above its share now, then %.1f %%"
                .formatted(
                        Rses.row(view, fullest.rse()).name(),
                        100 * off(fullest, sum),
                        100 * ((double) fullest.after() / Math.max(1, sum) - fullest.share()));
    }

    private static double off(MoveForecast.Fill fill, long sum) {
        return (double) fill.before() / Math.max(1, sum) - fill.share();
    }

    private static String name(CatalogView view, MoveForecast plan) {
        return Rses.row(view, plan.rses().getFirst()).name();
    }

    /// How far an RSE is.
    static ObjectNode progress(CatalogView view, DrainProgress progress) {
        ObjectNode json =
                Json.object()
                        .put("rse", Rses.row(view, progress.rse()).name())
                        .put("state", progress.drain().state().name())
                        .put("storage_is_gone", progress.drain().storageGone());
        Json.time(json, "begun_at", Optional.of(progress.drain().begunAt()));
        json.put("files_at_first", progress.drain().files())
                .put("files", progress.held().items())
                .put("bytes", progress.held().bytes())
                .put("files_kept", progress.kept().items())
                .put("bytes_kept", progress.kept().bytes())
                .put("files_moving", progress.moving())
                .put("files_deleting", progress.deleting().items());
        json.set(
                "staying",
                Json.array(progress.staying().stream().map(rule -> staying(view, rule))));
        return json.put("words", words(progress));
    }

    private static String words(DrainProgress progress) {
        return switch (progress.drain().state()) {
            case DECOMMISSIONED -> "decommissioned: nothing is there any more";
            case DRAINING ->
                    progress.kept().items() == 0
                            ? "drained: no rule keeps a copy there"
                            : left(progress);
            case DECOMMISSIONING ->
                    progress.kept().items() == 0
                            ? "%,d copies are left to be deleted".formatted(progress.held().items())
                            : left(progress);
        };
    }

    private static String left(DrainProgress progress) {
        String left =
                "%s: %,d copies (%s) are left, %,d of them on their way elsewhere"
                        .formatted(
                                Drains.word(progress.drain().state()),
                                progress.kept().items(),
                                Units.bytes(progress.kept().bytes()),
                                progress.moving());
        return progress.staying().isEmpty()
                ? left
                : left
                        + "; %,d rules can keep theirs nowhere else"
                                .formatted(progress.staying().size());
    }
}
