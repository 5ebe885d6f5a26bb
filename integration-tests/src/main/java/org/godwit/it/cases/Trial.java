package org.godwit.it.cases;

import java.util.Optional;

/// What another tool did under the same conditions.
public interface Trial {
    String peer();

    /// Of the tool.
    String setting();

    double megabytesPerSecond();

    double filesPerSecond();

    double seconds();

    /// Why the figures are not of complete work.
    Optional<String> failure();
}
