package org.godwit.catalog.schema;

import java.util.Optional;

/// What the user said of a file that a scan is to find.
public record ExpectedRow(Optional<Long> bytes, Optional<Integer> adler32) {}
