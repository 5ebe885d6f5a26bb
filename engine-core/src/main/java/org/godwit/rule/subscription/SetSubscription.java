package org.godwit.rule.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.godwit.catalog.schema.AccountTextKey;
import org.godwit.catalog.schema.SubscriptionRow;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.expression.Dialect;
import org.godwit.model.SubscriptionState;
import org.godwit.namespace.Accounts;
import org.godwit.rule.language.RuleParser;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.RseMatch;

/// Adds a subscription, or changes one; what is absent stays as it is. What it has made stays.
/// Answers its id.
///
/// @param add whether it must be new; otherwise it must exist
/// @param rules in the rule language, without `of`
/// @param lifetime from now on; for ever if absent in a new one
/// @param state ACTIVE or INACTIVE
public record SetSubscription(
        String account,
        String name,
        boolean add,
        Optional<Map<String, List<String>>> filter,
        Optional<List<String>> rules,
        Optional<String> comment,
        Optional<Duration> lifetime,
        Optional<SubscriptionState> state)
        implements Command<Long> {
    /// Rules of one subscription.
    private static final int RULES_MAX = 20;

    private static final int NAME_CHARS_MAX = 64;

    @Override
    public Long decide(Context context) {
        int owner = Accounts.id(context.tx(), account);
        filter.ifPresent(SubscriptionFilter::checked);
        Optional<List<String>> canonical = rules.map(texts -> checked(context, texts));
        Optional<Long> known =
                context.tx().get(Tables.SUBSCRIPTION_BY_NAME, new AccountTextKey(owner, name));
        if (add) {
            return added(context, owner, known, canonical);
        }
        long id = Subscriptions.id(context.tx(), account, name);
        context.tx()
                .put(
                        Tables.SUBSCRIPTIONS,
                        id,
                        changed(context, Subscriptions.row(context.tx(), id), canonical));
        return id;
    }

    private long added(
            Context context, int owner, Optional<Long> known, Optional<List<String>> canonical) {
        if (known.isPresent()) {
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "account \""
                            + account
                            + "\" has a subscription \""
                            + name
                            + "\" already; change it with `godwit subscription update`");
        }
        if (name.isBlank() || name.length() > NAME_CHARS_MAX || name.indexOf('\0') >= 0) {
            throw new EngineException(
                    ErrorCode.INVALID_NAME,
                    "a subscription's name has 1 to " + NAME_CHARS_MAX + " characters");
        }
        if (filter.isEmpty() || canonical.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT, "a subscription needs a filter and rules; give both");
        }
        if (Subscriptions.all(context.tx()).size() >= Subscriptions.SUBSCRIPTIONS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "there are "
                            + Subscriptions.SUBSCRIPTIONS_MAX
                            + " subscriptions already; join some into one with several values");
        }
        long id = context.nextId("subscription");
        context.tx()
                .put(
                        Tables.SUBSCRIPTIONS,
                        id,
                        new SubscriptionRow(
                                name,
                                owner,
                                state.orElse(SubscriptionState.NEW),
                                filter.get(),
                                canonical.get(),
                                comment,
                                Optional.empty(),
                                lifetime.map(context.now()::plus),
                                0,
                                Optional.empty(),
                                context.now(),
                                context.now()));
        return id;
    }

    private SubscriptionRow changed(
            Context context, SubscriptionRow row, Optional<List<String>> canonical) {
        boolean other = filter.isPresent() || canonical.isPresent();
        Optional<Instant> end = lifetime.map(context.now()::plus).or(row::expiresAt);
        return new SubscriptionRow(
                row.name(),
                row.account(),
                state.orElse(other ? SubscriptionState.UPDATED : row.state()),
                filter.orElse(row.filter()),
                canonical.orElse(row.rules()),
                comment.or(row::comment),
                other ? Optional.empty() : row.error(),
                end,
                row.matched(),
                row.reevaluating(),
                row.createdAt(),
                context.now());
    }

    private static List<String> checked(Context context, List<String> texts) {
        if (texts.isEmpty() || texts.size() > RULES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_RULE,
                    texts.size() + " rules: a subscription has 1 to " + RULES_MAX);
        }
        return texts.stream()
                .map(text -> {
                    var template = RuleParser.parseTemplate(text);
                    template.clauses()
                            .forEach(clause ->
                                    clause.at()
                                            .terms()
                                            .forEach(term ->
                                                    RseMatch.idsOrFail(
                                                            context.tx(),
                                                            term.toString(),
                                                            Dialect.RULE)));
                    return template.toString();
                })
                .toList();
    }
}
