package org.godwit.rule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.expression.Dialect;
import org.godwit.expression.RseExpressionParser;
import org.godwit.expression.Spread;
import org.godwit.model.Did;
import org.godwit.model.Names;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.rule.language.CopyClause;
import org.godwit.rule.language.Lifetime;
import org.godwit.rule.language.RuleOptions;
import org.godwit.rule.language.RuleStatement;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.RseMatch;

/// Adds a rule for each DID and each specification, all or none. Locks and requests are written in
/// the same decision up to [RuleLimits#LOCKS_AT_ONCE]; a rule that has more is accepted in state
/// INJECT and planned by [PlanRuleChunk]. A rule that needs approval waits for it. Refuses what the
/// owner's limits do not allow, as far as it is planned at once; what is planned later waits for
/// room. Answers the rules' ids, DID by DID.
///
/// @param account the rules' owner
public record AddRule(List<Did> dids, List<RuleSpec> specs, String account)
        implements Command<List<RuleId>> {
    public AddRule {
        dids = List.copyOf(dids);
        specs = List.copyOf(specs);
    }

    /// The rules that a statement asks for.
    public static AddRule of(RuleStatement statement, String account) {
        List<RuleSpec> specs =
                statement.clauses().stream()
                        .map(clause -> RuleSpec.of(clause, statement.options()))
                        .toList();
        return new AddRule(statement.dids(), specs, account);
    }

    /// The rules one by one in the rule language, in the order of the answer.
    public List<String> statements() {
        return dids.stream()
                .flatMap(did ->
                        specs.stream().map(spec -> spec.template().on(List.of(did)).toString()))
                .toList();
    }

    @Override
    public List<RuleId> decide(Context context) {
        return decide(context, _ -> List.of());
    }

    /// As [#decide], with the RSEs of some groups of files fixed.
    ///
    /// @param pinned by number of the rule, from 0
    List<RuleId> decide(Context context, IntFunction<List<RuleStart.Pinned>> pinned) {
        long rules = (long) dids.size() * specs.size();
        if (rules < 1 || rules > RuleLimits.RULES_AT_ONCE) {
            throw new EngineException(
                    ErrorCode.INVALID_RULE,
                    rules + " rules at a time: ask for 1 to " + RuleLimits.RULES_AT_ONCE);
        }
        int owner = Accounts.id(context.tx(), account);
        List<RuleId> ids = new ArrayList<>();
        long room = RuleLimits.LOCKS_AT_ONCE;
        for (Did did : dids) {
            long didId = Dids.id(context.tx(), did);
            for (RuleSpec spec : specs) {
                RuleRow rule = row(context, didId, owner, spec);
                checkNew(context, rule);
                RuleId id = RuleId.random(context.random());
                RuleStart.pin(context, id, pinned.apply(ids.size()));
                room -= RuleStart.add(context, id, rule, spec.extras(), room);
                ids.add(id);
            }
        }
        return ids;
    }

    static void checkNew(Context context, RuleRow rule) {
        for (RuleId other : Rules.on(context.tx(), rule.did())) {
            RuleRow row = Rules.row(context.tx(), other);
            if (row.account() == rule.account()
                    && row.copies() == rule.copies()
                    && row.expression().equals(rule.expression())
                    && !row.ended(context.now())) {
                throw new EngineException(
                        ErrorCode.DUPLICATE_RULE,
                        "rule %s already keeps %d %s of %s at %s; `godwit rule show %s` shows it"
                                .formatted(
                                        other,
                                        row.copies(),
                                        row.copies() == 1 ? "copy" : "copies",
                                        Dids.name(context.tx(), rule.did()),
                                        row.expression(),
                                        other));
            }
        }
    }

    static RuleRow row(Context context, long did, int owner, RuleSpec spec) {
        Spread spread = RseExpressionParser.parseSpread(spec.expression());
        checkCopies(spec, spread);
        checkPriority(spec.priority());
        Optional<String> source = spec.sourceExpression().map(text -> checkedSource(context, text));
        Optional<Instant> end = spec.lifetime().map(lifetime -> end(lifetime, context.now()));
        return new RuleRow(
                did,
                owner,
                spread.toString(),
                spec.copies(),
                spec.grouping(),
                spec.weight(),
                spec.distinct(),
                source,
                Names.activity(spec.activity().orElse(RuleSpec.ACTIVITY_DEFAULT)),
                spec.priority(),
                spec.locked(),
                spec.purgeReplicas(),
                spec.ignoreAvailability(),
                spec.comment().map(AddRule::checkedComment),
                end,
                RuleState.OK,
                Optional.empty(),
                context.now(),
                context.now(),
                spec.extras().terms(context.now()));
    }

    static String checkedSource(Context context, String expression) {
        RseMatch.idsOrFail(context.tx(), expression, Dialect.RULE);
        return RseExpressionParser.parse(expression).toString();
    }

    private static void checkCopies(RuleSpec spec, Spread spread) {
        if (spec.copies() < 1 || spec.copies() > CopyClause.COPIES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_RULE,
                    spec.copies() + " copies: ask for 1 to " + CopyClause.COPIES_MAX);
        }
        if (spec.copies() < spread.terms().size()) {
            throw new EngineException(
                    ErrorCode.INVALID_RULE,
                    "%d copies cannot be spread over the %d parts of %s; ask for as many copies as parts"
                            .formatted(spec.copies(), spread.terms().size(), spread));
        }
    }

    static void checkPriority(int priority) {
        if (priority < 1 || priority > RuleOptions.PRIORITY_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_RULE,
                    "priority " + priority + ": use 1 to " + RuleOptions.PRIORITY_MAX);
        }
    }

    static String checkedComment(String comment) {
        if (comment.length() > UpdateRule.COMMENT_CHARS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_RULE,
                    "the comment has %d characters, at most %d fit"
                            .formatted(comment.length(), UpdateRule.COMMENT_CHARS_MAX));
        }
        return comment;
    }

    /// When a rule that is given this lifetime now ends.
    static Instant end(Lifetime lifetime, Instant now) {
        Instant end = lifetime.end(now);
        if (!end.isAfter(now)) {
            throw new EngineException(
                    ErrorCode.INVALID_RULE,
                    "the rule would end at " + end + ", which has passed; give a later end");
        }
        return end;
    }
}
