package org.godwit.it.cases;

import java.io.IOException;
import java.util.Map;

/// What the cases of one call of a benchmark share; closing it removes what was made for them.
public interface CaseSitting extends AutoCloseable {
    /// What is true of all its cases, for their reports.
    Map<String, Object> facts() throws IOException;

    @Override
    void close() throws IOException;
}
