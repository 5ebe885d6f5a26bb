package org.godwit.rule.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.godwit.catalog.CatalogView;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.Transaction;
import org.godwit.catalog.schema.PolicyRow;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TextRuleKey;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.Epoch;
import org.godwit.model.RuleId;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.rule.AddRule;
import org.godwit.rule.DeleteRule;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.Rules;
import org.godwit.rule.language.CopyClause;
import org.godwit.rule.language.RuleParser;
import org.godwit.rule.language.RuleTemplate;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Brings about what policies declare, all or none: adds rules that are missing, changes or
/// replaces those that say something else, removes those that are not declared any more. Applied
/// again it changes nothing. Rules that no policy made are left alone. Answers what was done.
///
/// @param account whose the policies and their rules are
/// @param prune whether policies of the account that are not among these are removed
public record ApplyPolicies(String account, List<Policy> policies, boolean prune)
        implements Command<List<PolicyChange>> {
    /// Policies of one command.
    public static final int POLICIES_MAX = 100;

    /// Rules of one command.
    public static final int RULES_MAX = 1_000;

    private static final RuleId FIRST = new RuleId(0, 0);
    private static final RuleId LAST = new RuleId(-1, -1);

    public ApplyPolicies {
        policies = List.copyOf(policies);
    }

    /// What would be done. Writes nothing.
    public List<PolicyChange> trial(CatalogView view, Instant now, RandomGenerator random) {
        return decide(
                new Context(new Transaction(view), now, random, new Epoch(0, 0), Long.MAX_VALUE));
    }

    @Override
    public List<PolicyChange> decide(Context context) {
        int owner = Accounts.id(context.tx(), account);
        if (policies.size() > POLICIES_MAX) {
            throw refused(policies.size() + " policies at a time: give at most " + POLICIES_MAX);
        }
        Set<String> names = new HashSet<>();
        List<PolicyChange> changes = new ArrayList<>();
        for (Policy policy : policies) {
            PolicyCheck.name(policy.name());
            if (!names.add(policy.name())) {
                throw refused("policy \"" + policy.name() + "\" is declared twice");
            }
            changes.addAll(apply(context, owner, policy));
            if (changes.size() > RULES_MAX) {
                throw refused(
                        "the policies have more than " + RULES_MAX + " rules: split the file");
            }
        }
        if (prune) {
            prune(context, owner, names, changes);
        }
        return changes;
    }

    private static EngineException refused(String why) {
        return new EngineException(ErrorCode.INVALID_INPUT, why);
    }

    private List<PolicyChange> apply(Context context, int owner, Policy policy) {
        List<RuleTemplate> templates =
                policy.rules().stream().map(RuleParser::parseTemplate).toList();
        if (templates.isEmpty() || policy.data().isEmpty()) {
            throw refused("policy \"" + policy.name() + "\" needs data and rules");
        }
        Optional<PolicyRow> known = context.tx().get(Tables.POLICIES, policy.name());
        if (known.filter(row -> row.account() != owner).isPresent()) {
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "policy \"" + policy.name() + "\" is another account's; choose another name");
        }
        Map<String, RuleId> there = there(context, policy.name());
        List<PolicyChange> changes = new ArrayList<>();
        for (Did did : PolicyData.dids(context.tx(), policy)) {
            for (RuleTemplate template : templates) {
                for (CopyClause clause : template.clauses()) {
                    RuleSpec spec = RuleSpec.of(clause, template.options());
                    Optional<RuleId> rule = Optional.ofNullable(there.remove(key(did, spec)));
                    changes.add(settle(context, policy.name(), did, spec, rule));
                }
            }
        }
        there.forEach((key, rule) -> changes.add(remove(context, policy.name(), rule)));
        write(context, owner, policy, templates, known);
        return changes;
    }

    private static void write(
            Context context,
            int owner,
            Policy policy,
            List<RuleTemplate> templates,
            Optional<PolicyRow> known) {
        List<String> rules = templates.stream().map(RuleTemplate::toString).toList();
        boolean same =
                known.filter(row ->
                                row.data().equals(policy.data())
                                        && row.rules().equals(rules)
                                        && row.comment().equals(policy.comment()))
                        .isPresent();
        if (!same) {
            context.tx()
                    .put(
                            Tables.POLICIES,
                            policy.name(),
                            new PolicyRow(
                                    owner,
                                    policy.data(),
                                    rules,
                                    policy.comment(),
                                    known.map(PolicyRow::createdAt).orElse(context.now()),
                                    context.now()));
        }
    }

    /// What makes two rules of a policy the same one.
    private static String key(Did did, RuleSpec spec) {
        return did + " " + spec.copies() + " " + spec.expression();
    }

    /// The living rules of a policy.
    private static Map<String, RuleId> there(Context context, String policy) {
        Map<String, RuleId> rules = new LinkedHashMap<>();
        for (RuleId id : of(context.tx(), policy)) {
            RuleRow row = Rules.row(context.tx(), id);
            if (!row.ended(context.now())) {
                rules.put(
                        Dids.name(context.tx(), row.did())
                                + " "
                                + row.copies()
                                + " "
                                + row.expression(),
                        id);
            }
        }
        return rules;
    }

    /// The rules of a policy, those that are just ending too.
    public static List<RuleId> of(CatalogView view, String policy) {
        List<RuleId> rules = new ArrayList<>();
        try (Cursor<TextRuleKey, Present> rows =
                view.scan(
                        Tables.RULES_BY_POLICY,
                        new TextRuleKey(policy, FIRST),
                        new TextRuleKey(policy, LAST))) {
            rows.forEachRemaining(row -> rules.add(row.getKey().rule()));
        }
        return rules;
    }

    private PolicyChange settle(
            Context context, String policy, Did did, RuleSpec spec, Optional<RuleId> rule) {
        if (rule.isEmpty()) {
            return new PolicyChange(
                    policy,
                    PolicyChange.Action.ADD,
                    did.toString(),
                    spec.template().toString(),
                    Optional.of(add(context, policy, did, spec)));
        }
        RuleRow row = Rules.row(context.tx(), rule.get());
        Optional<String> fixed = RuleDifference.fixed(row, spec);
        if (fixed.isPresent()) {
            boolean _ = DeleteRule.end(context, rule.get(), row);
            return new PolicyChange(
                    policy,
                    PolicyChange.Action.REPLACE,
                    did.toString(),
                    fixed.get(),
                    Optional.of(add(context, policy, did, spec)));
        }
        Optional<String> changed = RuleDifference.change(context, rule.get(), row, spec);
        return new PolicyChange(
                policy,
                changed.isPresent() ? PolicyChange.Action.CHANGE : PolicyChange.Action.KEEP,
                did.toString(),
                changed.orElseGet(() -> spec.template().toString()),
                rule);
    }

    private RuleId add(Context context, String policy, Did did, RuleSpec spec) {
        RuleSpec mine = spec.with(spec.extras().ofPolicy(policy));
        return new AddRule(List.of(did), List.of(mine), account).decide(context).getFirst();
    }

    private static PolicyChange remove(Context context, String policy, RuleId rule) {
        RuleRow row = Rules.row(context.tx(), rule);
        String did = Dids.name(context.tx(), row.did()).toString();
        boolean _ = DeleteRule.end(context, rule, row);
        return new PolicyChange(
                policy,
                PolicyChange.Action.REMOVE,
                did,
                row.copies() + (row.copies() == 1 ? " copy at " : " copies at ") + row.expression(),
                Optional.of(rule));
    }

    private static void prune(
            Context context, int owner, Set<String> names, List<PolicyChange> changes) {
        List<String> surplus = new ArrayList<>();
        try (Cursor<String, PolicyRow> rows = context.tx().scanAll(Tables.POLICIES)) {
            while (rows.hasNext()) {
                Map.Entry<String, PolicyRow> row = rows.next();
                if (row.getValue().account() == owner && !names.contains(row.getKey())) {
                    surplus.add(row.getKey());
                }
            }
        }
        for (String name : surplus) {
            there(context, name).values().forEach(rule -> changes.add(remove(context, name, rule)));
            context.tx().delete(Tables.POLICIES, name);
        }
    }
}
