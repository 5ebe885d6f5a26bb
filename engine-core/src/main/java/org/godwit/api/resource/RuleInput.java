package org.godwit.api.resource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.godwit.api.web.Call;
import org.godwit.api.web.JsonInput;
import org.godwit.model.Did;
import org.godwit.model.Grouping;
import org.godwit.model.Notification;
import org.godwit.model.Preference;
import org.godwit.model.RuleId;
import org.godwit.rule.AddRule;
import org.godwit.rule.RareChanges;
import org.godwit.rule.RuleExtras;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.UpdateRule;
import org.godwit.rule.language.CopyClause;
import org.godwit.rule.language.Lifetime;
import org.godwit.rule.language.RuleOptions;
import org.godwit.rule.language.RuleParser;

/// What users say of rules, as commands.
final class RuleInput {
    private static final String[] FIELDS = {
        "statement",
        "dids",
        "copies",
        "rse_expression",
        "grouping",
        "weight",
        "distinct",
        "lifetime",
        "activity",
        "priority",
        "source_expression",
        "locked",
        "purge_replicas",
        "ignore_availability",
        "comment",
        "account",
        "prefer",
        "notify",
        "ask_approval",
        "asynchronous",
        "delay_injection",
        "split_container",
        "ignore_account_limit",
        "meta"
    };

    /// About 60 years, in seconds.
    private static final int LIFETIME_SECONDS_MAX = 2_000_000_000;

    private RuleInput() {}

    /// The rules of a body: a statement, or fields.
    static AddRule add(Call call) {
        JsonInput body = call.body(FIELDS);
        Optional<String> statement = body.optionalText("statement");
        if (statement.isPresent()) {
            String account = account(call, call.body("statement", "account"));
            return AddRule.of(RuleParser.parse(statement.get()), account);
        }
        List<Did> dids = body.objects("dids", "scope", "name").stream().map(DidJson::of).toList();
        return new AddRule(dids, List.of(spec(body)), account(call, body));
    }

    private static String account(Call call, JsonInput body) {
        return body.optionalText("account").orElse(call.caller().account());
    }

    private static RuleSpec spec(JsonInput body) {
        return new RuleSpec(
                body.optionalInt("copies", 1, CopyClause.COPIES_MAX).orElse(1),
                body.text("rse_expression"),
                body.optionalText("distinct"),
                body.optional("grouping", Grouping.class).orElse(Grouping.DATASET),
                body.optionalText("weight"),
                lifetime(body).map(Lifetime.For::new),
                body.optionalText("source_expression"),
                body.optionalText("activity"),
                body.optionalInt("priority", 1, RuleOptions.PRIORITY_MAX)
                        .orElse(RuleOptions.PRIORITY_DEFAULT),
                body.optionalFlag("locked").orElse(false),
                body.optionalFlag("purge_replicas").orElse(false),
                body.optionalFlag("ignore_availability").orElse(false),
                body.optionalText("comment"),
                extras(body));
    }

    private static RuleExtras extras(JsonInput body) {
        return new RuleExtras(
                body.optional("prefer", Preference.class).orElse(Preference.BALANCED),
                notification(body),
                body.optionalFlag("ignore_account_limit").orElse(false),
                body.optionalFlag("split_container").orElse(false),
                body.optionalFlag("ask_approval").orElse(false),
                body.optionalFlag("asynchronous").orElse(false),
                body.optionalInt("delay_injection", 1, LIFETIME_SECONDS_MAX)
                        .map(Duration::ofSeconds),
                Optional.empty(),
                Optional.empty(),
                body.optionalText("meta"));
    }

    /// As a word, or as Rucio's letter.
    private static Notification notification(JsonInput body) {
        return switch (body.optionalText("notify").orElse("N")) {
            case "N" -> Notification.NO;
            case "Y" -> Notification.YES;
            case "C" -> Notification.CLOSE;
            case "P" -> Notification.PROGRESS;
            case String _ -> body.optional("notify", Notification.class).orElseThrow();
        };
    }

    /// The change of a body; a lifetime of null means for ever, an absent one no change.
    static UpdateRule update(RuleId rule, JsonInput body, String by) {
        Optional<UpdateRule.End> end =
                body.has("lifetime")
                        ? Optional.of(
                                lifetime(body)
                                        .<UpdateRule.End>map(UpdateRule.End.In::new)
                                        .orElseGet(UpdateRule.End.Never::new))
                        : Optional.empty();
        return new UpdateRule(
                rule,
                end,
                orNone(body, "comment"),
                body.optionalText("activity"),
                body.optionalInt("priority", 1, RuleOptions.PRIORITY_MAX),
                body.optionalFlag("locked"),
                new RareChanges(
                        body.optionalText("account"),
                        orNone(body, "source_expression"),
                        body.optionalFlag("purge_replicas"),
                        orNone(body, "meta"),
                        orNone(body, "child_rule_id"),
                        by));
    }

    /// A text, empty where the field is given as null.
    private static Optional<String> orNone(JsonInput body, String field) {
        return body.has(field)
                ? Optional.of(body.optionalText(field).orElse(""))
                : Optional.empty();
    }

    private static Optional<Duration> lifetime(JsonInput body) {
        return body.optionalInt("lifetime", 1, LIFETIME_SECONDS_MAX).map(Duration::ofSeconds);
    }
}
