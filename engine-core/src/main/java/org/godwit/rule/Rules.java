package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.DidRuleKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.StateRuleKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Look-ups of rules.
public final class Rules {
    private static final RuleId FIRST = new RuleId(0, 0);

    private Rules() {}

    /// A rule, or an error.
    public static RuleRow row(CatalogView view, RuleId id) {
        return view.get(Tables.RULES, id)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.RULE_NOT_FOUND,
                                "rule "
                                        + id
                                        + " does not exist; `godwit rule list` shows those that do"));
    }

    /// The rules on a DID itself.
    public static List<RuleId> on(CatalogView view, long did) {
        List<RuleId> rules = new ArrayList<>();
        try (Cursor<DidRuleKey, Present> rows =
                view.scan(
                        Tables.RULES_BY_DID,
                        new DidRuleKey(did, FIRST),
                        new DidRuleKey(did + 1, FIRST))) {
            rows.forEachRemaining(row -> rules.add(row.getKey().rule()));
        }
        return rules;
    }

    /// The rules whose locks are not all planned: those to go on with when an engine starts or the
    /// RSEs have changed, each by [PlanRuleChunk].
    public static List<RuleId> toPlan(CatalogView view) {
        List<RuleId> rules = new ArrayList<>();
        try (Cursor<StateRuleKey, Present> rows =
                view.scan(
                        Tables.RULES_BY_STATE,
                        new StateRuleKey(RuleState.INJECT, FIRST),
                        new StateRuleKey(RuleState.INJECT, new RuleId(-1, -1)))) {
            rows.forEachRemaining(row -> rules.add(row.getKey().rule()));
        }
        return rules;
    }
}
