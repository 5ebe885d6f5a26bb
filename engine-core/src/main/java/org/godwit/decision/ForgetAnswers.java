package org.godwit.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.godwit.catalog.Cursor;
import org.godwit.catalog.schema.AnswerKey;
import org.godwit.catalog.schema.Present;
import org.godwit.catalog.schema.Tables;
import org.godwit.catalog.schema.TimeAnswerKey;

/// Forgets answers whose time is over, a bounded number at a time. Answers when the next one's is.
public record ForgetAnswers() implements Command<Optional<Instant>> {
    private static final int ANSWERS_AT_ONCE = 1_000;

    @Override
    public Optional<Instant> decide(Context context) {
        List<AnswerKey> over = new ArrayList<>();
        Optional<Instant> next = Optional.empty();
        try (Cursor<TimeAnswerKey, Present> answers = context.tx().scanAll(Tables.ANSWER_EXPIRY)) {
            while (answers.hasNext() && next.isEmpty()) {
                TimeAnswerKey answer = answers.next().getKey();
                if (answer.time().isAfter(context.now()) || over.size() == ANSWERS_AT_ONCE) {
                    next = Optional.of(answer.time());
                } else {
                    over.add(new AnswerKey(answer.account(), answer.key()));
                }
            }
        }
        over.forEach(key -> context.tx().delete(Tables.ANSWERS, key));
        return next;
    }
}
