package org.godwit.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.LockKey;
import org.godwit.catalog.schema.LockRow;
import org.godwit.catalog.schema.RuleLockKey;
import org.godwit.catalog.schema.RuleRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Context;
import org.godwit.lock.Locks;
import org.godwit.model.LockState;
import org.godwit.model.RuleId;
import org.godwit.namespace.Accounts;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// What of a rule is changed more rarely; what is absent stays as it is.
///
/// @param account the new owner, whose limits must leave room for all that the rule holds
/// @param source where transfers may read from; empty for anywhere
/// @param purge whether its replicas may go at once when it ends
/// @param meta what a workflow system wants to remember; empty for nothing
/// @param child the rule that must be OK before this one may end, as hex digits; empty for none,
///   and then for no end either
/// @param by who asks for it
public record RareChanges(
        Optional<String> account,
        Optional<String> source,
        Optional<Boolean> purge,
        Optional<String> meta,
        Optional<String> child,
        String by) {
    /// Nothing.
    public static final RareChanges NONE =
            new RareChanges(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    "");

    /// Most characters of a note of a workflow system.
    public static final int META_CHARS_MAX = 4_000;

    RuleRow apply(Context context, RuleId id, RuleRow row) {
        RuleRow next =
                row.withSources(
                        source.isPresent()
                                ? source.filter(text -> !text.isEmpty())
                                        .map(text -> AddRule.checkedSource(context, text))
                                : row.sourceExpression(),
                        purge.orElse(row.purgeReplicas()),
                        context.now());
        if (meta.isPresent()) {
            next =
                    next.withTerms(
                            next.terms()
                                    .withMeta(
                                            meta.map(RareChanges::checkedMeta)
                                                    .filter(text -> !text.isEmpty())),
                            context.now());
        }
        if (child.isPresent()) {
            next =
                    child.get().isEmpty()
                            ? withoutChild(context, id, next)
                            : withChild(context, id, next);
        }
        if (account.isPresent()) {
            int owner = Accounts.id(context.tx(), account.get());
            next = owner == row.account() ? next : owned(context, id, next, owner);
        }
        return next;
    }

    static String checkedMeta(String meta) {
        if (meta.length() > META_CHARS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_RULE,
                    "the meta text has %,d characters, at most %,d fit"
                            .formatted(meta.length(), META_CHARS_MAX));
        }
        return meta;
    }

    private static RuleRow withoutChild(Context context, RuleId id, RuleRow row) {
        if (row.terms().child().isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "rule " + id + " waits for no other rule");
        }
        return row.withSettings(
                        Optional.empty(),
                        row.comment(),
                        row.activity(),
                        row.priority(),
                        row.locked(),
                        context.now())
                .withTerms(row.terms().withChild(Optional.empty()), context.now());
    }

    private RuleRow withChild(Context context, RuleId id, RuleRow row) {
        RuleId other = RuleId.parse(child.orElseThrow());
        RuleRow waitedFor = Rules.row(context.tx(), other);
        if (other.equals(id) || waitedFor.did() != row.did()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "rule "
                            + id
                            + " cannot wait for rule "
                            + other
                            + ": name another rule on the same data");
        }
        return switch (waitedFor.state()) {
            case OK -> row;
            case REPLICATING, STUCK, SUSPENDED, WAITING_APPROVAL, INJECT ->
                    row.withTerms(row.terms().withChild(Optional.of(other)), context.now());
        };
    }

    /// All or none: a rule whose locks do not fit into one decision keeps its owner.
    private static RuleRow owned(Context context, RuleId id, RuleRow row, int owner) {
        if (Locks.tally(context.tx(), id).all().items() > RuleLimits.LOCKS_AT_ONCE) {
            throw new EngineException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "rule %s has more than %,d locks and keeps its owner; move it to the same RSEs for the other account instead"
                            .formatted(id, RuleLimits.LOCKS_AT_ONCE));
        }
        RuleRow next = row.withAccount(owner, context.now());
        Quota quota = Quota.of(context.tx(), next);
        Map<Integer, Long> held = new HashMap<>();
        List<LockKey> keys = new ArrayList<>();
        try (Cursor<RuleLockKey, LockState> locks =
                context.tx()
                        .scan(
                                Tables.LOCKS_BY_RULE,
                                new RuleLockKey(id, 0, 0),
                                new RuleLockKey(id, Long.MAX_VALUE, 0))) {
            locks.forEachRemaining(
                    lock -> keys.add(new LockKey(lock.getKey().did(), lock.getKey().rse(), id)));
        }
        for (LockKey key : keys) {
            LockRow lock = context.tx().get(Tables.LOCKS, key).orElseThrow();
            held.merge(key.rse(), lock.bytes(), Long::sum);
        }
        held.forEach((rse, bytes) -> quota.take(List.of(rse), bytes));
        for (LockKey key : keys) {
            LockRow lock = context.tx().get(Tables.LOCKS, key).orElseThrow();
            context.tx().put(Tables.LOCKS, key, new LockRow(lock.state(), lock.bytes(), owner));
        }
        return next;
    }
}
