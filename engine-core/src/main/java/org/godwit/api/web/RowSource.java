package org.godwit.api.web;

/// Makes the rows of a stream.
@FunctionalInterface
public interface RowSource {
    /// Writes all rows and returns. What it holds meanwhile (a snapshot, a cursor) it closes
    /// whatever happens: the sink throws when the client has gone. An `EngineException` before the
    /// first row becomes the answer; later ones break the connection off, so that a cut stream
    /// never looks whole.
    void writeTo(RowSink sink);
}
