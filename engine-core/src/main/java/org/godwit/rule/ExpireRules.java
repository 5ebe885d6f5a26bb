package org.godwit.rule;

import java.time.Instant;
import java.util.Optional;
import org.godwit.decision.Command;
import org.godwit.decision.Context;

/// Ends rules whose time has come. Answers when the next ends.
public record ExpireRules() implements Command<Optional<Instant>> {
    @Override
    public Optional<Instant> decide(Context context) {
        return Optional.empty();
    }
}
