package org.godwit.rule;

import java.util.Optional;
import org.godwit.catalog.Table;
import org.godwit.catalog.schema.AccountRseKey;
import org.godwit.catalog.schema.AccountTextKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.expression.Dialect;
import org.godwit.expression.RseExpressionParser;
import org.godwit.namespace.Accounts;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;
import org.godwit.topology.RseMatch;
import org.godwit.topology.Rses;

/// Sets or removes how much an account may hold. Rules are checked against it when they are
/// planned; what is held already stays. Rules of the account that wait for room are tried again.
/// Answers whether there was a limit before.
///
/// @param bytes [Limits#INFINITE] for any number; absent to remove the limit
public record SetLimit(String account, Where where, Optional<Long> bytes)
        implements Command<Boolean> {
    /// Limits over expressions that one account may have: every lock is held against them.
    public static final int GLOBAL_LIMITS_MAX = 50;

    /// Longest expression.
    private static final int EXPRESSION_CHARS_MAX = 3_000;

    /// Where a limit counts.
    public sealed interface Where {
        /// At one RSE.
        record AtRse(String rse) implements Where {}

        /// At the RSEs of an expression together.
        record AtRses(String expression) implements Where {}
    }

    @Override
    public Boolean decide(Context context) {
        int id = Accounts.id(context.tx(), account);
        bytes.filter(number -> number < Limits.INFINITE)
                .ifPresent(number -> {
                    throw new EngineException(
                            ErrorCode.INVALID_INPUT,
                            "a limit of " + number + " bytes: give 0 or more, or -1 for no bound");
                });
        boolean before =
                switch (where) {
                    case Where.AtRse(String rse) ->
                            set(
                                    context,
                                    Tables.ACCOUNT_LIMITS,
                                    new AccountRseKey(id, Rses.id(context.tx(), rse)));
                    case Where.AtRses(String expression) ->
                            set(
                                    context,
                                    Tables.GLOBAL_LIMITS,
                                    new AccountTextKey(id, checked(context, id, expression)));
                };
        RuleEnd.wake(context, id);
        return before;
    }

    private String checked(Context context, int id, String expression) {
        if (expression.length() > EXPRESSION_CHARS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_RSE_EXPRESSION,
                    "the expression has %,d characters, at most %,d fit"
                            .formatted(expression.length(), EXPRESSION_CHARS_MAX));
        }
        String canonical = RseExpressionParser.parse(expression).toString();
        if (bytes.isEmpty()) {
            return canonical;
        }
        RseMatch.idsOrFail(context.tx(), expression, Dialect.RULE);
        boolean known =
                context.tx()
                        .get(Tables.GLOBAL_LIMITS, new AccountTextKey(id, canonical))
                        .isPresent();
        if (!known && Limits.global(context.tx(), id).size() >= GLOBAL_LIMITS_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "account \"%s\" has %d limits over expressions already; remove one first"
                            .formatted(account, GLOBAL_LIMITS_MAX));
        }
        return canonical;
    }

    private <K extends Comparable<? super K>> boolean set(
            Context context, Table<K, Long> table, K key) {
        boolean before = context.tx().get(table, key).isPresent();
        if (bytes.isPresent()) {
            context.tx().put(table, key, bytes.get());
        } else if (before) {
            context.tx().delete(table, key);
        } else {
            throw new EngineException(
                    ErrorCode.NOT_FOUND,
                    "account \""
                            + account
                            + "\" has no such limit; `godwit account limits` lists them");
        }
        return before;
    }
}
