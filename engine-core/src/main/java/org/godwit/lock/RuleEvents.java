package org.godwit.lock;

import java.util.HashMap;
import java.util.Map;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.EventType;
import org.godwit.model.RuleId;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;

/// Tells of rules.
public final class RuleEvents {
    private RuleEvents() {}

    /// Tells what became of a rule.
    ///
    /// @param reason why; may be empty
    public static void tell(
            Context context, EventType type, RuleId id, RuleRow rule, String reason) {
        Map<String, String> facts = facts(context, id, rule);
        if (!reason.isEmpty()) {
            facts.put("reason", reason);
        }
        context.tell(type, facts);
    }

    /// Tells how far a rule is.
    static void tellProgress(Context context, RuleId id, RuleRow rule, long percent) {
        Map<String, String> facts = facts(context, id, rule);
        facts.put("progress", Long.toString(percent));
        context.tell(EventType.RULE_PROGRESS, facts);
    }

    private static Map<String, String> facts(Context context, RuleId id, RuleRow rule) {
        Did did = Dids.name(context.tx(), rule.did());
        Map<String, String> facts = new HashMap<>();
        facts.put("rule_id", id.toString());
        facts.put("scope", did.scope());
        facts.put("name", did.name());
        facts.put("rse_expression", rule.expression());
        facts.put("account", Accounts.row(context.tx(), rule.account()).name());
        return facts;
    }
}
