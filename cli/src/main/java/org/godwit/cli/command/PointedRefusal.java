package org.godwit.cli.command;

import java.util.OptionalInt;
import org.godwit.expression.SourcePosition;
import org.godwit.runtime.EngineException;

/// A refusal of a text that the user wrote, at a place in it.
final class PointedRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final int offset;
    private final EngineException refusal;

    private PointedRefusal(String text, int offset, EngineException refusal) {
        super(refusal);
        this.text = text;
        this.offset = offset;
        this.refusal = refusal;
    }

    /// The refusal itself, or with its place if its message speaks of one.
    static RuntimeException of(String text, EngineException refusal) {
        OptionalInt offset = SourcePosition.offsetIn(String.valueOf(refusal.getMessage()));
        return offset.isEmpty() ? refusal : new PointedRefusal(text, offset.getAsInt(), refusal);
    }

    EngineException refusal() {
        return refusal;
    }

    /// The text, and a caret under the place on the next line.
    String caret() {
        return SourcePosition.caret(text, offset);
    }
}
