package org.godwit.rule.subscription;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.DidRow;
import org.godwit.catalog.schema.DidSubscriptionKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.SubscriptionMatchRow;
import org.godwit.catalog.schema.SubscriptionRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.model.Did;
import org.godwit.model.RuleId;
import org.godwit.model.SubscriptionState;
import org.godwit.namespace.Accounts;
import org.godwit.namespace.Dids;
import org.godwit.rule.AddRule;
import org.godwit.rule.RuleSpec;
import org.godwit.rule.language.CopyClause;
import org.godwit.rule.language.RuleParser;
import org.godwit.rule.language.RuleTemplate;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Has subscriptions look at new collections, and those that are run over old data go on. Each
/// subscription makes its rules for a collection once: what it has done is written down in the same
/// change set. The rules are planned in the background. Answers whether there is more to do now.
public record MatchSubscriptions() implements Command<Boolean> {
    /// New collections of one decision.
    static final int DIDS_MAX = 50;

    /// Old DIDs that are looked at in one decision.
    static final int LOOKS_MAX = 2_000;

    /// Rules that are made for old data in one decision.
    private static final int MATCHES_MAX = 50;

    @Override
    public Boolean decide(Context context) {
        List<Long> dids = new ArrayList<>();
        boolean more;
        try (Cursor<Long, Present> rows = context.tx().scanAll(Tables.NEW_DIDS)) {
            while (rows.hasNext() && dids.size() < DIDS_MAX) {
                dids.add(rows.next().getKey());
            }
            more = rows.hasNext();
        }
        for (long did : dids) {
            context.tx().delete(Tables.NEW_DIDS, did);
            Optional<DidRow> row = context.tx().get(Tables.DIDS, did);
            for (Map.Entry<Long, SubscriptionRow> subscription :
                    row.isPresent()
                            ? Subscriptions.all(context.tx())
                            : List.<Map.Entry<Long, SubscriptionRow>>of()) {
                if (Subscriptions.isLive(subscription.getValue(), context.now())) {
                    boolean _ = offer(context, subscription.getKey(), did, row.orElseThrow());
                }
            }
        }
        return reevaluate(context) || more;
    }

    /// Makes the rules of a subscription for a DID that it matches and has not dealt with. Answers
    /// whether it did.
    private static boolean offer(Context context, long id, long did, DidRow row) {
        SubscriptionRow subscription = Subscriptions.row(context.tx(), id);
        DidSubscriptionKey key = new DidSubscriptionKey(did, id);
        if (context.tx().get(Tables.SUBSCRIPTION_MATCHES, key).isPresent()
                || !SubscriptionFilter.of(subscription.filter()).matches(context.tx(), did, row)) {
            return false;
        }
        List<RuleId> rules = new ArrayList<>();
        Optional<String> error = Optional.empty();
        Did name = Dids.name(context.tx(), row);
        for (String text : subscription.rules()) {
            error = error.or(() -> add(context, id, subscription, text, name, rules));
        }
        context.tx()
                .put(
                        Tables.SUBSCRIPTION_MATCHES,
                        key,
                        new SubscriptionMatchRow(context.now(), rules, error.orElse("")));
        context.tx().put(Tables.SUBSCRIPTIONS, id, matched(subscription, error, context.now()));
        return true;
    }

    /// Answers why a rule was refused. Rules that are planned in the background are refused before
    /// anything is written, so that one that is refused leaves nothing behind.
    private static Optional<String> add(
            Context context,
            long id,
            SubscriptionRow subscription,
            String text,
            Did did,
            List<RuleId> rules) {
        String account = Accounts.row(context.tx(), subscription.account()).name();
        try {
            RuleTemplate template = RuleParser.parseTemplate(text);
            for (CopyClause clause : template.clauses()) {
                RuleSpec spec = RuleSpec.of(clause, template.options());
                RuleSpec mine = spec.with(spec.extras().ofSubscription(id));
                rules.addAll(new AddRule(List.of(did), List.of(mine), account).decide(context));
            }
            return Optional.empty();
        } catch (EngineException refusal) {
            if (refusal.code() == ErrorCode.DUPLICATE_RULE) {
                return Optional.empty(); // somebody has made it already
            }
            if (refusal.code().blame() != ErrorCode.Blame.USER) {
                throw refusal;
            }
            return Optional.of(did + ": " + refusal.getMessage());
        }
    }

    private static SubscriptionRow matched(
            SubscriptionRow row, Optional<String> error, Instant now) {
        return new SubscriptionRow(
                row.name(),
                row.account(),
                error.isPresent() ? SubscriptionState.BROKEN : SubscriptionState.ACTIVE,
                row.filter(),
                row.rules(),
                row.comment(),
                error,
                row.expiresAt(),
                row.matched() + 1,
                row.reevaluating(),
                row.createdAt(),
                now);
    }

    /// A subscription whose run over old data has come so far, or is over.
    static SubscriptionRow progress(SubscriptionRow row, Optional<Long> place, Instant now) {
        return new SubscriptionRow(
                row.name(),
                row.account(),
                row.state(),
                row.filter(),
                row.rules(),
                row.comment(),
                row.error(),
                row.expiresAt(),
                row.matched(),
                place,
                row.createdAt(),
                now);
    }

    /// Answers whether there is more to do now.
    private static boolean reevaluate(Context context) {
        for (Map.Entry<Long, SubscriptionRow> subscription : Subscriptions.all(context.tx())) {
            Optional<Long> place = subscription.getValue().reevaluating();
            if (place.isPresent()) {
                Optional<Long> next = goOn(context, subscription.getKey(), place.get());
                SubscriptionRow row = Subscriptions.row(context.tx(), subscription.getKey());
                context.tx()
                        .put(
                                Tables.SUBSCRIPTIONS,
                                subscription.getKey(),
                                progress(row, next, context.now()));
                return true;
            }
        }
        return false;
    }

    private static Optional<Long> goOn(Context context, long id, long after) {
        List<Map.Entry<Long, DidRow>> rows = new ArrayList<>();
        try (Cursor<Long, DidRow> all = context.tx().scan(Tables.DIDS, after + 1, Long.MAX_VALUE)) {
            while (all.hasNext() && rows.size() < LOOKS_MAX) {
                rows.add(all.next());
            }
        }
        int matches = 0;
        for (Map.Entry<Long, DidRow> row : rows) {
            matches += offer(context, id, row.getKey(), row.getValue()) ? 1 : 0;
            if (matches >= MATCHES_MAX) {
                return Optional.of(row.getKey());
            }
        }
        return rows.size() < LOOKS_MAX ? Optional.empty() : Optional.of(rows.getLast().getKey());
    }
}
