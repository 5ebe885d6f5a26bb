package org.godwit.expression;

import java.util.Collection;

/// The RSEs that expressions choose from. Answers are never kept: the next evaluation sees a
/// changed attribute at once.
public interface RseDirectory {
    /// Every RSE that is not deleted, each once, in any order.
    Collection<RseView> all();
}
