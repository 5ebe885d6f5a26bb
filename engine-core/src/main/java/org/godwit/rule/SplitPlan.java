package org.godwit.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.ContentKey;
import org.godwit.catalog.schema.ContentRow;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.lock.RuleStates;
import org.godwit.model.DidType;
import org.godwit.model.Grouping;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Makes one rule for each dataset below a container, in parts, and then removes the rule that
/// asked for it. A dataset that has such a rule already gets no other. The new rules have the first
/// one's end, owner and limits; they are planned in the background.
final class SplitPlan {
    /// Datasets of one decision.
    private static final int DATASETS_MAX = 100;

    private SplitPlan() {}

    /// Does the next part. Answers whether there is more to do now.
    static boolean advance(Context context, RuleId id, RuleRow rule) {
        try {
            int left = DATASETS_MAX;
            Optional<Map.Entry<RuleDidKey, Long>> next = RulePlan.first(context.tx(), id);
            while (left > 0 && next.isPresent()) {
                left -= collection(context, id, rule, next.get().getKey().did(), next.get());
                next = RulePlan.first(context.tx(), id);
            }
            if (next.isPresent()) {
                context.effect(new Effect.RuleToPlan(id));
                return true;
            }
        } catch (EngineException refusal) {
            if (refusal.code().blame() != ErrorCode.Blame.USER) {
                throw refusal;
            }
            RuleStates.set(
                    context,
                    id,
                    Rules.row(context.tx(), id),
                    RuleState.INJECT,
                    Optional.of(String.valueOf(refusal.getMessage())));
            return false;
        }
        RuleHistory.note(context, id, rule, RuleEvent.SPLIT, "", "");
        boolean _ = DeleteRule.end(context, id, rule);
        return false;
    }

    /// Answers how many datasets and containers were looked at.
    private static int collection(
            Context context, RuleId id, RuleRow rule, long did, Map.Entry<RuleDidKey, Long> note) {
        List<Map.Entry<ContentKey, ContentRow>> children =
                Tree.children(context.tx(), did, note.getValue(), DATASETS_MAX);
        for (Map.Entry<ContentKey, ContentRow> child : children) {
            long below = child.getKey().child();
            if (child.getValue().childType() == DidType.CONTAINER) {
                RulePlan.note(context, id, below, 0);
            } else {
                dataset(context, rule, below);
            }
            context.tx().put(Tables.RULE_PLAN, note.getKey(), below);
        }
        if (children.size() < DATASETS_MAX) {
            context.tx().delete(Tables.RULE_PLAN, note.getKey());
        }
        return children.size() + 1;
    }

    private static void dataset(Context context, RuleRow rule, long dataset) {
        boolean there =
                Rules.on(context.tx(), dataset).stream()
                        .map(id -> Rules.row(context.tx(), id))
                        .anyMatch(other ->
                                other.account() == rule.account()
                                        && other.expression().equals(rule.expression())
                                        && !other.ended(context.now()));
        if (there) {
            return;
        }
        RuleRow part =
                new RuleRow(
                        dataset,
                        rule.account(),
                        rule.expression(),
                        rule.copies(),
                        Grouping.DATASET,
                        rule.weight(),
                        rule.distinct(),
                        rule.sourceExpression(),
                        rule.activity(),
                        rule.priority(),
                        rule.locked(),
                        rule.purgeReplicas(),
                        rule.ignoreAvailability(),
                        rule.comment(),
                        rule.expiresAt(),
                        RuleState.OK,
                        Optional.empty(),
                        context.now(),
                        context.now(),
                        rule.terms().unsplit());
        String name = Dids.name(context.tx(), rule.did()).toString();
        new Placement(context, part).check();
        RuleId id = RuleId.random(context.random());
        long _ = RuleStart.begin(context, id, part, true, 0);
        RuleHistory.note(context, id, part, RuleEvent.SPLIT, "", "from the rule on " + name);
    }
}
