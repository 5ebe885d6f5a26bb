package org.godwit.api.resource;

import java.time.Instant;
import java.util.Optional;
import org.godwit.api.web.Json;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.RuleTerms;
import org.godwit.lock.Locks;
import org.godwit.model.RuleId;
import org.godwit.rule.RuleReport;
import tools.jackson.databind.node.ObjectNode;

/// Rules as JSON.
final class RuleJson {
    private RuleJson() {}

    static ObjectNode of(CatalogView view, RuleId id) {
        RuleReport report = RuleReport.of(view, id);
        RuleRow rule = report.rule();
        ObjectNode json =
                Json.object()
                        .put("id", id.toString())
                        .put("scope", report.did().scope())
                        .put("name", report.did().name())
                        .put("account", report.account())
                        .put("state", rule.state().name());
        Json.text(json, "error", rule.error());
        json.put("rse_expression", rule.expression())
                .put("copies", rule.copies())
                .put("grouping", rule.grouping().name());
        Json.text(json, "weight", rule.weight());
        Json.text(json, "distinct", rule.distinct());
        Json.text(json, "source_expression", rule.sourceExpression());
        json.put("activity", rule.activity())
                .put("priority", rule.priority())
                .put("locked", rule.locked())
                .put("purge_replicas", rule.purgeReplicas())
                .put("ignore_availability", rule.ignoreAvailability());
        Json.text(json, "comment", rule.comment());
        Json.time(json, "expires_at", rule.expiresAt());
        time(json, "created_at", rule.createdAt());
        time(json, "updated_at", rule.updatedAt());
        terms(json, rule.terms());
        Locks.Tally locks = report.locks();
        json.put("locks_ok", locks.ok().items())
                .put("locks_replicating", locks.replicating().items())
                .put("locks_stuck", locks.stuck().items())
                .put("bytes", all(locks).bytes())
                .put("bytes_ok", locks.ok().bytes());
        json.set(
                "rses",
                Json.array(
                        report.rses().stream()
                                .map(at ->
                                        Json.object()
                                                .put("rse", at.rse())
                                                .put("files", all(at.locks()).items())
                                                .put("files_done", at.locks().ok().items())
                                                .put("bytes", all(at.locks()).bytes())
                                                .put("bytes_done", at.locks().ok().bytes())
                                                .put("stuck", at.locks().stuck().items()))));
        return json;
    }

    private static void terms(ObjectNode json, RuleTerms terms) {
        json.put("notification", terms.notification().name())
                .put("prefer", terms.preference().name())
                .put("ignore_account_limit", terms.ignoreLimit())
                .put("split_container", terms.splitContainer());
        Json.text(json, "child_rule_id", terms.child().map(RuleId::toString));
        Json.time(json, "starts_at", terms.startsAt());
        Json.time(json, "stuck_at", terms.stuckSince());
        terms.subscription()
                .ifPresentOrElse(
                        id -> json.put("subscription_id", id),
                        () -> json.putNull("subscription_id"));
        Json.text(json, "policy", terms.policy());
        Json.text(json, "meta", terms.meta());
    }

    /// Locks whatever their state.
    static Count all(Locks.Tally locks) {
        return locks.all();
    }

    private static void time(ObjectNode json, String field, Instant time) {
        Json.time(json, field, Optional.of(time));
    }
}
