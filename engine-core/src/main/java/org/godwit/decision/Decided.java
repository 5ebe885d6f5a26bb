package org.godwit.decision;

import java.util.List;
import org.godwit.catalog.Change;

/// The result of a decision, before it is durable.
public record Decided<R>(R answer, List<Change<?, ?>> changes, List<Effect> effects) {
    public Decided {
        changes = List.copyOf(changes);
        effects = List.copyOf(effects);
    }

    /// Runs a command in a context.
    public static <R> Decided<R> by(Command<R> command, Context context) {
        R answer = command.decide(context);
        return new Decided<>(answer, context.tx().changes(), context.effects());
    }
}
