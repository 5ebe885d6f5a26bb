package org.godwit.api.access;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Json;
import org.godwit.catalog.schema.AnswerKey;
import org.godwit.catalog.schema.AnswerRow;
import org.godwit.catalog.schema.Count;
import org.godwit.catalog.schema.CounterKey;
import org.godwit.catalog.schema.Tables;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.Effect;
import org.godwit.runtime.EngineException;
import org.godwit.runtime.ErrorCode;

/// Decides a command once for a key of its account: the answer is kept in the same change set, and
/// whoever sends the request again gets it without anything being done again. A refusal changes
/// nothing and is not kept.
///
/// @param request SHA-256 of the whole request, in hex
record Once<R>(
        int account,
        String key,
        String request,
        Command<R> command,
        Function<R, Answer.Json> answer)
        implements Command<Answer.Json> {
    /// How long an answer is kept.
    static final Duration KEPT = Duration.ofHours(24);

    /// Most answers kept.
    static final long ANSWERS_MAX = 1_000_000;

    /// Bytes of an answer that is kept.
    private static final int BODY_BYTES_MAX = 64 * 1024;

    @Override
    public Answer.Json decide(Context context) {
        AnswerKey id = new AnswerKey(account, key);
        Optional<AnswerRow> kept =
                context.tx()
                        .get(Tables.ANSWERS, id)
                        .filter(row -> row.forgetAt().isAfter(context.now()));
        if (kept.isPresent()) {
            return again(kept.get());
        }
        if (context.tx().get(Tables.COUNTERS, CounterKey.answers()).orElse(Count.ZERO).items()
                >= ANSWERS_MAX) {
            throw new EngineException(
                    ErrorCode.OVERLOADED,
                    "too many answers are kept for Idempotency-Keys; try again later, or without");
        }
        Answer.Json made = answer.apply(command.decide(context));
        byte[] body = Json.bytes(made.body());
        if (body.length > BODY_BYTES_MAX) {
            throw new EngineException(
                    ErrorCode.INVALID_INPUT,
                    "the answer is too large to be kept for an Idempotency-Key: ask for less at a"
                            + " time");
        }
        Instant end = context.now().plus(KEPT);
        context.tx()
                .put(
                        Tables.ANSWERS,
                        id,
                        new AnswerRow(
                                request,
                                made.status(),
                                new String(body, StandardCharsets.UTF_8),
                                end));
        context.effect(new Effect.Due(end));
        return made;
    }

    private Answer.Json again(AnswerRow row) {
        if (!row.request().equals(request)) {
            throw new EngineException(
                    ErrorCode.DUPLICATE,
                    "this Idempotency-Key was used for another request; choose a new one");
        }
        return new Answer.Json(row.status(), Json.parse(row.body()));
    }
}
