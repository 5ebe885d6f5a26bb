package org.godwit.decision;

/// Something to decide. Each command is a record of its input, with the decision beside it.
///
/// @param <R> the answer, given out once the changes are durable
public interface Command<R> {
    /// Decides. A refusal is an `EngineException`, and then nothing changes. Must depend on nothing
    /// but the command's own fields and the context.
    R decide(Context context);
}
