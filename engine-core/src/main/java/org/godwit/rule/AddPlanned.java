package org.godwit.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.schema.PlanRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.RuleId;
import org.godwit.namespace.Accounts;
import org.godwit.rule.language.RuleParser;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Adds the rules of a plan, with the very RSEs that it chose; or says what has changed since, and
/// changes nothing. Answers the rules' ids.
public record AddPlanned(long plan) implements Command<List<RuleId>> {
    /// Differences that are told.
    private static final int DIFFERENCES_MAX = 5;

    /// A plan, or an error.
    public static PlanRow row(CatalogView view, long plan) {
        return view.get(Tables.PLANS, plan)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.NOT_FOUND,
                                "plan "
                                        + plan
                                        + " does not exist; plans are kept for "
                                        + StorePlan.KEPT.toDays()
                                        + " days, make it again with `godwit rule plan`"));
    }

    @Override
    public List<RuleId> decide(Context context) {
        PlanRow row = row(context.tx(), plan);
        String account = Accounts.row(context.tx(), row.account()).name();
        List<RuleId> ids = new ArrayList<>();
        for (String statement : row.statements()) {
            int number = ids.size();
            AddRule rule = AddRule.of(RuleParser.parse(statement), account);
            RuleSpec spec = rule.specs().getFirst();
            RuleSpec whole = spec.with(spec.extras().with(row.ignoreLimit(), row.meta()));
            AddRule one = new AddRule(rule.dids(), List.of(whole), account);
            ids.addAll(one.decide(context, _ -> pinned(row, number)));
        }
        List<String> now = PlanFacts.of(context, ids, Optional.of(row.targets()));
        if (!now.equals(row.facts())) {
            throw changed(row.facts(), now);
        }
        context.tx().delete(Tables.PLANS, plan);
        return ids;
    }

    private static List<RuleStart.Pinned> pinned(PlanRow row, int number) {
        return row.targets().stream()
                .filter(target -> target.rule() == number)
                .map(target -> new RuleStart.Pinned(target.did(), target.rses()))
                .toList();
    }

    private EngineException changed(List<String> before, List<String> now) {
        List<String> differences = new ArrayList<>();
        now.stream()
                .filter(fact -> !before.contains(fact))
                .forEach(fact -> differences.add("now " + fact));
        before.stream()
                .filter(fact -> !now.contains(fact))
                .forEach(fact -> differences.add("then " + fact));
        return new EngineException(
                ErrorCode.UNSUPPORTED_OPERATION,
                "plan "
                        + plan
                        + " does not fit any more: "
                        + String.join(
                                "; ",
                                differences.subList(
                                        0, Math.min(DIFFERENCES_MAX, differences.size())))
                        + "; plan again with `godwit rule plan`");
    }
}
