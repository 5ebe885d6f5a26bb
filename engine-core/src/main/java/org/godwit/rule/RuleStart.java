package org.godwit.rule;

import java.util.List;
import java.util.Optional;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.RuleDidKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TargetsRow;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.model.DidType;
import org.godwit.model.RuleEvent;
import org.godwit.model.RuleId;
import org.godwit.model.RuleState;
import org.godwit.namespace.Dids;
import org.godwit.namespace.Tree;

/// How a rule begins: it waits for approval or for its time, is planned at once, or in the
/// background.
final class RuleStart {
    private RuleStart() {}

    /// Adds a new rule, or refuses it. Answers how many locks were planned.
    ///
    /// @param room how many may be planned at once
    static long add(Context context, RuleId id, RuleRow row, RuleExtras extras, long room) {
        RuleRow rule = TapeLock.applied(context.tx(), unsplitUnlessContainer(context, row));
        // Refuses what could not be met if there were files, too.
        boolean needsApproval = Approval.needed(context.tx(), rule, extras.approval());
        if (!needsApproval) {
            new Placement(context, rule).check();
            return begin(context, id, rule, extras.asynchronous(), room);
        }
        RuleRow unbound = rule.withTerms(rule.terms().withIgnoreLimit(true), context.now());
        new Placement(context, unbound).check();
        if (Approval.automatic(context.tx(), rule)) {
            long planned = begin(context, id, unbound, extras.asynchronous(), room);
            RuleHistory.note(context, id, unbound, RuleEvent.APPROVED, "", "automatically");
            return planned;
        }
        RuleRow waiting =
                rule.withState(RuleState.WAITING_APPROVAL, Optional.empty(), context.now());
        write(context, id, waiting);
        return 0;
    }

    private static RuleRow unsplitUnlessContainer(Context context, RuleRow rule) {
        return Dids.row(context.tx(), rule.did()).type() == DidType.CONTAINER
                ? rule
                : rule.withTerms(rule.terms().unsplit(), context.now());
    }

    /// Begins a rule that has been added but not planned. Answers how many locks were planned.
    ///
    /// @param later whether it is planned in the background, however small it is
    static long begin(Context context, RuleId id, RuleRow rule, boolean later, long room) {
        if (rule.terms().startsAt().isPresent()) {
            write(context, id, rule);
            RulePlan.add(context, id, rule.did(), 0);
            context.effect(new Effect.Due(rule.terms().startsAt().get()));
            return 0;
        }
        write(context, id, rule);
        Count files = Tree.files(context.tx(), rule.did(), room / rule.copies());
        if (later || rule.terms().splitContainer() || files.items() * rule.copies() > room) {
            RulePlan.add(context, id, rule.did(), 0);
            return 0;
        }
        return RulePlan.atOnceOrRefuse(context, id, rule, rule.did());
    }

    private static void write(Context context, RuleId id, RuleRow rule) {
        boolean added = context.tx().get(Tables.RULES, id).isEmpty();
        context.tx().put(Tables.RULES, id, rule);
        if (added) {
            RuleHistory.note(context, id, rule, RuleEvent.ADDED, "", rule.comment().orElse(""));
        }
        rule.end().ifPresent(end -> context.effect(new Effect.Due(end)));
    }

    /// Fixes where a new rule's groups of files go, before it is added.
    static void pin(Context context, RuleId id, List<Pinned> targets) {
        targets.forEach(target ->
                context.tx()
                        .put(
                                Tables.RULE_TARGETS,
                                new RuleDidKey(id, target.did()),
                                new TargetsRow(target.rses())));
    }

    /// The RSEs of a group of files.
    record Pinned(long did, List<Integer> rses) {
        Pinned {
            rses = List.copyOf(rses);
        }
    }
}
