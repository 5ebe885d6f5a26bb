package org.godwit.expression;

import java.util.Optional;

/// An RSE that gets a copy: for a term of the spread, or, where there are more copies than terms,
/// as a further one of their union. `kept` where it was chosen already.
public record SpreadChoice(RseView rse, Optional<String> term, boolean kept) {}
