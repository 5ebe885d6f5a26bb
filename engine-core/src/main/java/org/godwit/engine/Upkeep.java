package org.godwit.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.godwit.content.ExpireDids;
import org.godwit.decision.Command;
import org.godwit.decision.Context;
import org.godwit.decision.ForgetAnswers;
import org.godwit.decision.TrimOutbox;

/// What time brings: DIDs end, events and kept answers are forgotten, each a bounded number at a
/// time. Answers when there is something to do again.
record Upkeep() implements Command<Optional<Instant>> {
    @Override
    public Optional<Instant> decide(Context context) {
        return Stream.of(new ExpireDids(), new TrimOutbox(), new ForgetAnswers())
                .flatMap(command -> command.decide(context).stream())
                .min(Comparator.naturalOrder());
    }
}
