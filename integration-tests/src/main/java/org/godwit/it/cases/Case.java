package org.godwit.it.cases;

import java.io.IOException;

/// Something that a benchmark shows.
///
/// @param <S> what the cases of one call share
public interface Case<S> {
    /// As users call it.
    String name();

    /// Measures it.
    CaseReport measure(S sitting) throws IOException, InterruptedException;
}
